"""One file for each sort of value that people write freely: words in, a typed value or unknown out."""
