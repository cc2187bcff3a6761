"""The report on every organisation by every definition."""
