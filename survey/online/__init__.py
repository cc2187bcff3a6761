"""The online survey: its pages, private links, and what its answers say of the directory."""
