"""XCRI-CAP 1.1 and 1.2 (BS 8581): courses and their presentations."""
