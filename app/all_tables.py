"""Imports every room's tables, so that SQLAlchemy knows all that foreign keys point to."""

from app.clients import tables as clients
from app.connections import tables as connections
from app.db import audit
from app.firm import tables as firm
from app.importing import tables as importing
from app.schedule import tables as schedule
from app.summaries import tables as summaries
from app.work import tables as work

__all__ = ["audit", "clients", "connections", "firm", "importing", "schedule", "summaries", "work"]
