"""Where people answer: one thing at a time, nothing lost, nobody recognised."""
