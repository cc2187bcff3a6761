"""Comparison of areas, regions and services: shares with what chance alone explains, and what rests on one provider."""
