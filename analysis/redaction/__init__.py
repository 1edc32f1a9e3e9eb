"""Finding personal data in free text: the parts behind analysis.redact."""
