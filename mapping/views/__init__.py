"""Pages that join the floors below."""
