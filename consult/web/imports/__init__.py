"""Where comments are brought in from a spreadsheet."""
