"""Staged uploads: a file is taken in, read, looked at row by row, applied in one transaction, and can be undone."""
