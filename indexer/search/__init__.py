"""A Meilisearch that serves a city's search: its documents, its settings, and how it is brought up to date."""
