"""Pages of the public survey."""
