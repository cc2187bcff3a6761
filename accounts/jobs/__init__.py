"""Jobs: long work that a page starts and a worker does, with progress, cancelling and a file as the result."""
