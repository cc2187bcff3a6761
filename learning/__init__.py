"""What was tried elsewhere and what was learned from it: case studies, published counts and lessons."""
