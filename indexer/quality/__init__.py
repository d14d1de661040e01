"""How well sources are read, and who is missing: for those who look after them."""
