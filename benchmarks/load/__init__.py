"""Load profiles: each starts the real server, sends people to it from this machine, and checks the database after."""
