"""The practice workspace: a whole chat in the browser, where anyone may act as anyone. Loopback only."""
