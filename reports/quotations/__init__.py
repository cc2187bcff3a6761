"""Quotations of respondents: proposed, approved by a second person, and shown in reports and releases."""
