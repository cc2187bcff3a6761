"""The tables of the coverage report."""
