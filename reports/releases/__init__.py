"""Releases of a study: their content, how they are built, their two steps, and their pages."""
