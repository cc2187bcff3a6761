"""Pages on which the study lead supervises fieldwork."""
