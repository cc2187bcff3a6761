"""The whole demonstration, generated once for all the tests in this folder."""
