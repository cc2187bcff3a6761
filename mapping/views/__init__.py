"""Pages that combine data of several apps."""
