"""Records as files: CSV and JSON Lines in, CSV and JSON Lines out. Pure functions; no database here."""
