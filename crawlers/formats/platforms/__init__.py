"""What only one platform says in its own way."""
