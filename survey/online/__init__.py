"""The online survey: its pages, private links, and how its answers update the directory."""
