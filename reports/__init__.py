"""The reports of a study: `registry` lists them, each package builds one."""
