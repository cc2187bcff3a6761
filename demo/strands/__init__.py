"""The later strands of the demonstration: the online survey, the extended interviews, the enterprises' own."""
