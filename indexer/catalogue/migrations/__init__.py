"""Steps from one shape of the catalogue to the next, run by `indexer.catalogue.catalogue` when it opens one."""
