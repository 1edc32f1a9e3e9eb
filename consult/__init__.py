"""The web application of the Big Conversation. Start reading at app.py."""
