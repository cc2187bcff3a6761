"""The later strands of the demonstration: online survey, extended interviews and interviews with enterprises."""
