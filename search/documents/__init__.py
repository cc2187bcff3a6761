"""What each kind of entry says in the index: only what its public page shows."""
