"""Letters before the call: their merge fields, their text for one case, and documents with many."""
