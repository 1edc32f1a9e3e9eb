"""The commands of `python -m analysis`, a file each: `add(commands)` describes one, its `run(given)` does it."""
