"""The report on special purpose vehicles."""
