"""Drawings that respondents sent: somebody looks at every one before anybody else does."""
