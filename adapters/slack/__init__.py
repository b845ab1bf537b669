"""The door to Slack: slack-bolt behind an own verifier, over HTTP or Socket Mode."""
