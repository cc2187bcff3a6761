"""From the reference files to the database: read and check (pure), then store."""
