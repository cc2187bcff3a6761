"""What the frame tells the floors above it."""

from django.dispatch import Signal

frame_changed = Signal()
"""Prisons, probation services or geography were changed. Sent within the transaction of the change."""
