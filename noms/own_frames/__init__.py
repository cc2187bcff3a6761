"""Own frames: a spreadsheet of units becomes a frame, by the staged uploads of accounts.uploads."""
