"""The tables of the report on special purpose vehicles."""
