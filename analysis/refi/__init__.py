"""REFI-QDA (version 1.0, 2019): the standard by which programs for qualitative analysis hand over their work."""
