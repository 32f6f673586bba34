"""Takes secrets out of text before it is written or shown (P11.3): log lines, tracebacks, crash reports.

Two nets, because each misses something. By value: whoever holds a secret says `hide(value)`, and that value
is masked wherever it turns up. By look: what stands behind a name such as `password` or `Authorization`,
tokens that have the form of one, users and passwords in addresses, and bodies of e-mails.

The values are kept for the whole process, as logging itself is: a line may come from any thread or library.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from urllib.parse import quote, quote_plus

MASK = "•••"
SHORTEST = 4  # a shorter value would mask half of every line

# Counts are bounded ({0,40}) where a long line without a secret would otherwise take minutes.
_QUOTED = r'"(?:[^"\\]|\\.)*"?' + r"|'(?:[^'\\]|\\.)*'?"
_NAMES = (  # parts of names
    r"password|passwd|passphrase|pwd|secret|token|api[_-]?key|authorization|cookie|credential|private[_-]?key"
)
_BODY = r"(?:(?:e?-?mail|message|html|text|plain)[_-]?body|body(?:[_-]?(?:html|text|plain))?)"
# A name, its closing quote if it has one (escaped inside JSON in a string), and what sets it apart from its value.
_THEN = r"""(?:\\?["'])?\s*(?:=>|[:=])\s*"""
_VALUE = (
    rf"""(?:b?(?:{_QUOTED})|\\"(?:[^"\\]|\\[^"])*(?:\\")?"""
    r"""|(?:(?:bearer|basic|token|digest)\s+)?[^\s"',;&)\]}]+)"""
)


def _body(bare: str) -> re.Pattern[str]:
    return re.compile(rf"(?is)((?<![\w-]){_BODY}{_THEN})(?:b?(?:{_QUOTED})|{bare})")


_BODY_IN_LINE = _body(r"[^\n]+")
_BODY_TO_THE_END = _body(r".+")
_HEADER_OF_MAIL = re.compile(r"(?i)(?<![\w-])(?:mime-version|content-type|content-transfer-encoding)[ \t]*:")
_EMPTY_LINE = re.compile(r"\n\r?\n")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer)\s+[\w.~+/=-]{6,}"), rf"\1 {MASK}"),
    (
        re.compile(rf"(?is)((?<![\w-])[\w-]{{0,40}}(?:{_NAMES})[\w-]{{0,40}}(?![\w-]){_THEN}){_VALUE}"),
        rf"\1{MASK}",
    ),
    (re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]*)+"), MASK),
    (re.compile(r"(?<=://)[^\s/@?#\"']+@"), f"{MASK}@"),
)

_lock = Lock()
_held: Counter[str] = Counter()  # values as they are
_forms: tuple[str, ...] = ()  # and as they look inside JSON, a repr or an address; longest first


def hide(*values: str) -> Callable[[], None]:
    """Mask these values from now on. Returns what ends it: a password leaves memory after the call (P3.2)."""
    kept = [value for value in values if len(value) >= SHORTEST]
    _change(kept, 1)
    ended = False

    def reveal() -> None:
        nonlocal ended
        if not ended:
            ended = True
            _change(kept, -1)
            kept.clear()

    return reveal


@contextmanager
def hiding(*values: str) -> Iterator[None]:
    """Mask these values within the block."""
    reveal = hide(*values)
    try:
        yield
    finally:
        reveal()


def redact(text: str, *, whole_body: bool = False) -> str:
    """The text with secrets and bodies of e-mails replaced by •••; the rest stays readable.

    What stands unquoted behind "body:" is masked up to the end of its line, so that a traceback stays a
    traceback; with `whole_body`, for messages, to the end of the text.
    """
    for form in _forms:
        text = text.replace(form, MASK)
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    text = (_BODY_TO_THE_END if whole_body else _BODY_IN_LINE).sub(rf"\1{MASK}", text)
    return _without_mail(text)


def _without_mail(text: str) -> str:
    """An e-mail as it goes over the wire loses all that follows the empty line after its headers."""
    header = _HEADER_OF_MAIL.search(text)
    empty = _EMPTY_LINE.search(text, header.end()) if header else None
    return text[: empty.end()] + MASK if empty else text


def _change(values: Iterable[str], by: int) -> None:
    global _forms  # noqa: PLW0603 - see the module's docstring
    with _lock:
        for value in values:
            _held[value] += by
            if _held[value] <= 0:
                del _held[value]
        forms = {form for value in _held for form in _looks_of(value)}
        _forms = tuple(sorted(forms, key=len, reverse=True))


def _looks_of(value: str) -> set[str]:
    in_json = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    in_address = {quote(value), quote(value, safe=""), quote_plus(value)}
    return {value, repr(value)[1:-1], *in_json, *in_address}
