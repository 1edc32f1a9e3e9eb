"""What we heard: from free text to candidate themes. Pure: no web, no database.

Start at `analysis.pipeline.find_themes`; on the shell, `python -m analysis themes --help`.
"""
