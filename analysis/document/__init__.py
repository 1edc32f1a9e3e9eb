"""ThemeReport → a Word file: paper.py has the parts of any document, chapters.py what this one says."""
