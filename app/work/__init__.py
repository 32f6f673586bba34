"""Topics, task fields and tasks (P5.1 to P5.3)."""
