"""The archive package of a study: one zip for a data service."""
