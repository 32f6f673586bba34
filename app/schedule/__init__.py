"""What is due, and one machine that does it (P10.1)."""
