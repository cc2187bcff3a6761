"""Pages of frames: the lists of services that studies draw from."""
