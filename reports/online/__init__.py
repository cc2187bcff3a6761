"""The report on the online survey."""
