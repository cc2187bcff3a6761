"""Interviews as microdata: one row a case and one a mention, de-identified or in full."""
