"""One source being read: which address comes next, and what becomes of each answer. Nothing here sends anything."""
