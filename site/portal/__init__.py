"""Publishes the catalogue as a portal: complete HTML pages, feeds and the embedded search."""
