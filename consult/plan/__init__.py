"""The rules of a plan's text: citations, sentences, comparison, what is frozen. Pure: no web, no database."""
