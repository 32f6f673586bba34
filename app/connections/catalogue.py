"""What there is to connect to: all of the registry, or what a test gives."""

from collections.abc import Sequence

from app.core.errors import NotFound
from app.core.words import _
from integrations.contract import Integration


class Catalogue:
    """`given` None: all integrations of the registry, imported when they are first asked for."""

    def __init__(self, given: Sequence[Integration] | None = None) -> None:
        self._given = given

    def all(self) -> Sequence[Integration]:
        """In the order in which they are shown."""
        if self._given is not None:
            return self._given
        from integrations.registry import integrations

        return integrations()

    def entry(self, key: str) -> Integration:
        """Raises `NotFound` for an integration that does not exist."""
        for entry in self.all():
            if entry.manifest.key == key:
                return entry
        raise NotFound(
            "no_integration",
            _("Kontor has no integration named {name}.").format(name=key),
            _("Choose one of {known}.").format(known=", ".join(e.manifest.key for e in self.all())),
        )
