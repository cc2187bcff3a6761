"""The study report as a document: plain values, and a writer for each format."""
