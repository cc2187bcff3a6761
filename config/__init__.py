"""Settings, addresses and middleware of every Gatehouse."""
