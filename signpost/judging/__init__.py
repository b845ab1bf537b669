"""How good a detector is: figures of its verdicts on labelled messages."""
