"""Figures on the progress of fieldwork for the study lead, never by named service."""
