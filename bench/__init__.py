"""Benches: every figure is a ratio of two things timed alternately in one run (see `python -m bench --help`)."""
