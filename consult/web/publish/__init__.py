"""Where everybody reads what happened with what they said."""
