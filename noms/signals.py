"""Signals by which the apps above `noms` learn of changes to the frame."""

from django.dispatch import Signal

frame_changed = Signal()
"""Sent within the transaction when prisons, probation services or geography change."""
