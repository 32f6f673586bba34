"""What the built-in sandboxes share: a server on loopback, what can go wrong, and companies that do not exist."""
