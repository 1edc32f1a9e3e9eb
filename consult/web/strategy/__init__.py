"""Where the strategy team reads, corrects and reports."""
