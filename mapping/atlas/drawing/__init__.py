"""The drawn maps: of the country, as tiles, and in small; and the colours of areas."""
