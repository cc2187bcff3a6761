"""What respondents said: benefits and drawbacks, barriers, and the words they use for organisations."""
