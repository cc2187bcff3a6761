"""Fieldwork in the admin: for reading only; the pages of fieldwork write it."""

from interviews.admin import fieldwork, planning

__all__ = ["fieldwork", "planning"]
