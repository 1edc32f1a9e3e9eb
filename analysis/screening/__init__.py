"""What `analysis.screen` is made of: reading any spelling, rules over what was read, a small model beside them."""
