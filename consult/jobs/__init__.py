"""What runs outside a request: taken from the job table by a worker process."""
