"""The engagement report."""
