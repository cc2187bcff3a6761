"""The review of answers to the online survey: its lists and its forms."""
