"""The matching desk: what is shown of a mention and of the organisations that it may mean."""
