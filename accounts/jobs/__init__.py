"""Long work as jobs: started by a page, run at once or by a worker, watched, cancelled, and its result fetched."""
