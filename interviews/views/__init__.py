"""The pages of fieldwork: the work list, a case with its calls, and the interview."""
