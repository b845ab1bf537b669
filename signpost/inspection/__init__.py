"""``signpost check``: what is in place in a deployment and what is missing. Nothing is changed by looking."""
