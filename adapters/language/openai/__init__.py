"""The detector that asks a hosted language model about doubtful messages. ``openai`` is imported by ``wire`` alone."""
