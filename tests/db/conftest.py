from tests.stores import clock, heard, home, migrated, store

__all__ = ["clock", "heard", "home", "migrated", "store"]
