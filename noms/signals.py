"""Signals of the frame for higher floors."""

from django.dispatch import Signal

frame_changed = Signal()
"""Sent within the transaction when prisons, probation services or geography change."""
