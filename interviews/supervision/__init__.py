"""Supervision of fieldwork by the study lead: the day as it goes, refusals to review."""
