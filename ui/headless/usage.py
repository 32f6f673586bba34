"""Wrong usage in the program's own words: what the command line's library says of it is English and terse."""

import re

from app.core.errors import WrongUsage
from app.core.words import N_, _

# what the library says → what is said; the library's words differ a little between its versions
_SAID = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"No such command ['\"](?P<what>.*?)['\"].*", N_("There is no command {what}.")),
        (r"No such option:? ['\"]?(?P<what>-[^\s'\"]*).*", N_("There is no option {what}.")),
        (r"Missing command\.?", N_("Which command?")),
        (
            r"Missing (?:argument|option|parameter) ['\"]?(?P<field>[^'\"]+)['\"]?\..*",
            N_("{field} is missing."),
        ),
        (r"Option ['\"]?(?P<option>-[^\s'\"]*)['\"]? requires an argument\.?", N_("{option} needs a value.")),
        (r"Option ['\"]?(?P<what>-[^\s'\"]*)['\"]? does not take a value\.?", N_("{what} takes no value.")),
        (r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)", N_("The command takes no {what}.")),
        (r"(?P<what>.+?): .*less than or equal to (?P<known>\d+)", N_("{what} is {known} at most.")),
        (r"(?P<what>.+?): .*greater than or equal to (?P<known>\d+)", N_("{what} is {known} at least.")),
        (
            r"(?P<what>.+?): .* is not in the range (?P<known>.+?)\.?",
            N_("{what} is not in the range {known}."),
        ),
        (
            r"['\"]?(?P<what>[^'\"]+)['\"]?: ['\"](?P<given>.*)['\"] is not one of (?P<known>.+?)\.?",
            N_("{what} takes {known}, and not {given}."),
        ),
        (
            r"['\"]?(?P<what>[^'\"]+)['\"]?: (?:Input should be a valid integer\b.*|.* is not a valid int(?:eger)?\.?)",
            N_("{what}: a whole number is wanted."),
        ),
    )
)


def wrong_usage(error: Exception) -> WrongUsage:
    """`error`: the library's, of any version."""
    said = " ".join(str(getattr(error, "format_message", error.__str__)()).split())
    said = (
        said.removeprefix("Invalid value for ").removeprefix("Invalid value: ").replace("Value error, ", "")
    )
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", None) or "kontor"
    return WrongUsage(
        "usage", in_words(said), _("Run {command} --help to see how it is used.").format(command=path)
    )


def in_words(said: str) -> str:
    """What is not known is passed on as it is."""
    for pattern, words in _SAID:
        if found := pattern.fullmatch(said):
            parts = {name: _plain(part) for name, part in found.groupdict().items()}
            return _(words).format(**parts)
    return said


def _plain(part: str) -> str:
    return part.replace("'", "").replace('"', "").strip()
