"""Where managers and administrators watch, import and give access."""
