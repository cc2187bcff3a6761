"""Answers coming in: submissions that were collected with ODK Central or KoboToolbox, as those tools export them."""
