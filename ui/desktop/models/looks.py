"""What cells show besides text; apart from the columns because the first window needs no more than this."""

from typing import NamedTuple

EMPTY = "–"


class ChipLook(NamedTuple):
    """What a chip shows. `tone`: green, amber, red, grey, accent, outline, plain or quiet."""

    word: str
    icon: str = ""
    tone: str = "grey"
