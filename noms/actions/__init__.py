"""Actions that change own frames."""

from noms.actions.frames import create_frame, delete_frame, name_kinds, revise_frame, upload_units

__all__ = ["create_frame", "delete_frame", "name_kinds", "revise_frame", "upload_units"]
