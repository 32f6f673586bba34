r"""The form of the encrypted file: bytes in, values out. Nothing here touches the disk.

    kontor-secrets 1\n
    {"kdf": "argon2id", "passes": …, "memory": …, "lanes": …, "salt": …, "cipher": …, "nonce": …}\n
    the values as JSON, encrypted; all that stands before is authenticated with it
    SHA-256 of everything before

The last line of defence against a passphrase tried by machine is argon2id (RFC 9106, the second of its
recommended sets: 64 MiB, three passes). The sum at the end needs no passphrase and tells a damaged file from
a wrong one; it protects from nobody.
"""

import hashlib
import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAGIC = b"kontor-secrets 1\n"
SUM = hashlib.sha256().digest_size
KDF, CIPHER = "argon2id", "chacha20-poly1305"
Values = dict[str, dict[str, str]]  # name → what a connector keeps


class DamagedError(Exception):
    """Not such a file, cut off, or changed since it was written."""


class WrongPassphraseError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Cost:
    """Of argon2id. `memory` in KiB."""

    passes: int = 3
    memory: int = 65_536
    lanes: int = 4

    def is_bearable(self) -> bool:
        """A header that asks for more is none of ours, and would stop the computer."""
        return 1 <= self.passes <= 20 and 8 * self.lanes <= self.memory <= 2**20 and 1 <= self.lanes <= 16


@dataclass(frozen=True, slots=True)
class Key:
    salt: bytes
    cost: Cost
    key: bytes = field(repr=False)

    def fits(self, salt: bytes, cost: Cost) -> bool:
        return (self.salt, self.cost) == (salt, cost)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file taken apart, not yet opened."""

    salt: bytes
    cost: Cost
    nonce: bytes
    head: bytes
    body: bytes


def derive(passphrase: str, salt: bytes, cost: Cost) -> Key:
    """Slow on purpose: about 0.1 s. The passphrase in NFC, as keyboards differ in how they make an õ."""
    from argon2.low_level import Type, hash_secret_raw

    typed = unicodedata.normalize("NFC", passphrase).encode()
    key = hash_secret_raw(typed, salt, cost.passes, cost.memory, cost.lanes, 32, Type.ID)
    return Key(salt, cost, key)


def new_key(passphrase: str, cost: Cost) -> Key:
    return derive(passphrase, secrets.token_bytes(16), cost)


def seal(values: Mapping[str, Mapping[str, str]], key: Key) -> bytes:
    """The whole file. Each has a nonce of its own; chance for it is never handed in from outside."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(12)
    header = {
        "kdf": KDF,
        "passes": key.cost.passes,
        "memory": key.cost.memory,
        "lanes": key.cost.lanes,
        "salt": b64encode(key.salt).decode(),
        "cipher": CIPHER,
        "nonce": b64encode(nonce).decode(),
    }
    head = MAGIC + json.dumps(header).encode() + b"\n"
    plain = json.dumps({name: dict(kept) for name, kept in values.items()}).encode()
    content = head + ChaCha20Poly1305(key.key).encrypt(nonce, plain, head)
    return content + hashlib.sha256(content).digest()


def take_apart(content: bytes) -> Sealed:
    """Raises `DamagedError`."""
    whole, found = content[:-SUM], content[-SUM:]
    if not content.startswith(MAGIC) or hashlib.sha256(whole).digest() != found:
        raise DamagedError
    line, _, body = whole[len(MAGIC) :].partition(b"\n")
    try:
        header: Any = json.loads(line)
        cost = Cost(header["passes"], header["memory"], header["lanes"])
        salt, nonce = b64decode(header["salt"]), b64decode(header["nonce"])
        known = (header["kdf"], header["cipher"]) == (KDF, CIPHER) and cost.is_bearable()
    except (ValueError, TypeError, KeyError) as fault:
        raise DamagedError from fault
    if not known or len(salt) < 8 or len(nonce) != 12:
        raise DamagedError
    return Sealed(salt, cost, nonce, MAGIC + line + b"\n", body)


def unseal(sealed: Sealed, key: Key) -> Values:
    """Raises `WrongPassphraseError`, also where somebody changed the file and made the sum fit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        plain = ChaCha20Poly1305(key.key).decrypt(sealed.nonce, sealed.body, sealed.head)
    except InvalidTag:
        raise WrongPassphraseError from None
    values: Values = json.loads(plain)
    return values
