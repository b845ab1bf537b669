"""Rows of files → the record, in one transaction: all of a file or nothing of it. Nothing here nudges anybody."""
