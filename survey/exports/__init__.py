"""Exports of answers as tables in each format, and the codebook that describes them."""
