"""Microsoft Teams from outside: who signs, who takes messages, and what it sends."""
