"""The comparison of two studies."""
