"""Excerpts: chosen and masked by one person, approved by a second one."""
