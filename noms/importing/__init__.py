"""Import of the reference files: read and check them without the database, then store the rows."""
