"""The coverage report."""
