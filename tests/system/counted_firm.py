"""A firm whose clients are to be counted on the last day of each month: `python … HOME URL MOMENT`, in a desktop.

Made by the services that the windows use; the token lies in the keyring of the desktop.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.container import open_container
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.vault import find_vault
from app.firm.views import NewFirm
from app.importing.choices import Choices
from integrations.trigon.sandbox_sessions import EMAIL, PASSWORD

PLAN = {
    "title": "Volumes of {month} {year}",
    "topic": "Monthly volumes",
    "day": "last-day",
    "refresh": "off",
    "mapping": {"payment_created": "Payments", "sales_invoice_created": "Sales invoices"},
}


async def main(home: Home, url: str, moment: datetime) -> None:
    program = await open_container(home, await find_vault(home, None), clock=SetClock(moment))
    try:
        await program.firm.create(
            NewFirm("Tammik OÜ", "EE", "Kadri Tamm", "kadri@tammik.example", language="en")
        )
        owner = await program.firm.actor()
        await program.connections.connect(owner, "trigon", url, {"email": EMAIL, "password": PASSWORD})
        review = await program.imports.fetch(owner, "trigon")
        await program.imports.confirm(owner, review, Choices())
        first_day = moment.date().replace(day=1)
        await program.summaries.configure(owner, "trigon", PLAN | {"first_day": first_day})
    finally:
        await program.close()


if __name__ == "__main__":
    asyncio.run(main(Home(Path(sys.argv[1])), sys.argv[2], datetime.fromisoformat(sys.argv[3])))
