"""What the study lead settles: who rings which cases, and whom to approach in the later strands."""
