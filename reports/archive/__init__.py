"""The archive package of a study: what a data service takes, in one zip."""
