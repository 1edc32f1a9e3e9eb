"""Where facilitators log what was said."""
