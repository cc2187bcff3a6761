"""The tables of the gaps report."""
