"""Every answer of a crawl, kept as it came: written, pruned, read again, and made into fixtures."""
