"""The forms of fieldwork."""
