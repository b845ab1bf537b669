"""The door to Microsoft Teams: own checks and calls around a thin layer of the Bot Framework SDK."""
