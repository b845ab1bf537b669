"""What the rules refuse. The command line translates both into the core's errors.

ValueError
├── PolicyError     a policy file: file, line, reason
└── RowError        a line of a record to be replayed: line, column, reason
"""


class PolicyError(ValueError):
    """A policy file that cannot be used. ``line`` counts from 1; 0 where the file as a whole is meant."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class RowError(ValueError):
    """A row that cannot be replayed. ``line`` as the caller counts; ``column`` empty where the whole row is meant."""

    def __init__(self, line: int, column: str, reason: str) -> None:
        super().__init__(f"line {line}" + (f", column {column}" if column else "") + f": {reason}")
        self.line = line
        self.column = column
        self.reason = reason
