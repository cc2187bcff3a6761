"""The formats of a report: its page, CSV, JSON and workbooks. They accept controlled reports only."""
