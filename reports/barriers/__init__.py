"""The report on barriers."""
