"""Everything that knows there is a request."""
