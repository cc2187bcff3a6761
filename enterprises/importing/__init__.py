"""From tables of organisations and of evidence to the directory: read and check, then store what differs."""
