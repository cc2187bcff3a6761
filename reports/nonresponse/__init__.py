"""The report on non-response and the quality of the data."""
