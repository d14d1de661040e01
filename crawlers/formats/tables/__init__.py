"""Tables, from workbooks and CSV to listings, and the columns in which a listing is found."""
