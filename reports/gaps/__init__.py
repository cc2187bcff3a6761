"""The report on gaps and deserts."""
