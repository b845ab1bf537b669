"""A client's dossier: the record of a period, entry by entry, as a document and as lines for a spreadsheet."""
