"""One file for each kind that is pulled with httpx; the file's name is the kind's name."""
