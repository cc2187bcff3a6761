"""Settings, root URLs, middleware and system checks."""
