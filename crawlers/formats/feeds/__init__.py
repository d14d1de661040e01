"""RSS and Atom, and what platforms add to them."""
