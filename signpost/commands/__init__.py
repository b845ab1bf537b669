"""The command line, one module per group. A command reads its arguments and prints; rules live elsewhere."""
