"""Where the safeguarding lead acts on concerns."""
