"""Where the plan is decided, drafted, approved and frozen."""
