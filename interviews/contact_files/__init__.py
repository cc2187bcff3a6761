"""Contacts from a file: its columns, its rows, the service that each row means, and what loading a row changes."""
