"""Planning of fieldwork: sampling for the later strands, calling rules, assignment of cases."""
