"""How far fieldwork is: figures for the study lead, never by named service."""
