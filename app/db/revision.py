"""The newest migration, named apart from what SQLAlchemy is needed for; a test holds it against the scripts."""

HEAD = "0002"
