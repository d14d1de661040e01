"""The catalogue: tables, and everything that is read from them and written to them."""
