"""The quality statement of a study: what the data say on each part, beside what the study lead has written."""
