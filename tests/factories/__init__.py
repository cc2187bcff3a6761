"""Factories: the least valid object of each model."""
