"""What readers tell us of entries: corrections, and organisations that say that an entry is theirs."""
