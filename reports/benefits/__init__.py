"""The report on benefits and drawbacks."""
