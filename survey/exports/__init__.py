"""Answers going out: as tables, in every format, and the codebook that describes them."""
