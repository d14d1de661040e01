"""What people decided, whatever a crawl brings: hidden, accepted, forgotten."""
