"""The pages of releases: of the lead and the second person, and the public ones."""
