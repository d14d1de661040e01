"""What pages say for machines (JSON-LD, microdata, RDFa, microformats), as one graph, and schema.org in it."""
