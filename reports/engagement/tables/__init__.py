"""The tables of the engagement report."""
