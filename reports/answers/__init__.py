"""Answers to questions of interviews: what the reports on opinions share."""
