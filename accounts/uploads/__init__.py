"""Staged uploads: a file is stored, previewed row by row, applied in one transaction, and can be undone."""
