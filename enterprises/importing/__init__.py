"""Imports the shipped tables of organisations and evidence: reads and checks them, then stores what differs."""
