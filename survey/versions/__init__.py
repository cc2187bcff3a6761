"""Versions of a questionnaire: what differs between two, and which questions are the same in several."""
