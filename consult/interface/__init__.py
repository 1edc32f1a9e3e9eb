"""The words of the interface for respondents: a PO file for each language, and what collects them (`collecting`)."""
