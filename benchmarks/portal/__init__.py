"""The measures of the portal: a slow phone, other engines of search, other makers of pages."""
