"""Tables, one file per aggregate. Only consult.store and migrations read them."""
