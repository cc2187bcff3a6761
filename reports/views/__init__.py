"""Pages, files and pictures of reports."""
