"""What must not be read at rest: workspace tokens today."""
