"""Makes sense of drafts: normalise, reconcile, keep in the catalogue, index for the search."""
