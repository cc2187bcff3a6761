"""The definition report."""
