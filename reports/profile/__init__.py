"""The enterprise profile."""
