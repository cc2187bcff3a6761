"""The report on perception."""
