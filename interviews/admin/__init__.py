"""Read-only admin sections for fieldwork. The data is written on the pages of interviews.views."""

from interviews.admin import fieldwork, planning

__all__ = ["fieldwork", "planning"]
