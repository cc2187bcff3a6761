"""Views of fieldwork: the work list, cases, interviews, matching, planning, progress."""
