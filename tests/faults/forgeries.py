"""Requests that Slack never sent: each kind spoils one thing of a well signed request. The seed makes runs the same.

Some are signed with the right secret: too old, too large or malformed, they must not pass either.
"""

import hashlib
import hmac
import json
import random
import zlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from tests.adapters.slack.signing import FORM, JSON, NOW, SIGNING_SECRET, body_of

Header = tuple[bytes, bytes]
Headers = list[Header]
STAMP, SIGN, TYPE = b"X-Slack-Request-Timestamp", b"X-Slack-Signature", b"Content-Type"
LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Raw:
    """A request as bytes. ``framing``: the headers of its length, None for the right ones; ``closes``: the
    connection is of no use afterwards.
    """

    headers: Headers
    body: bytes
    framing: Headers | None = field(default=None)
    closes: bool = False
    path: bytes = b"/slack/events"

    def wire(self) -> bytes:
        framing = [(b"Content-Length", b"%d" % len(self.body))] if self.framing is None else self.framing
        lines = [b"%b: %b\r\n" % header for header in [(b"Host", b"127.0.0.1"), *self.headers, *framing]]
        return b"POST %b HTTP/1.1\r\n" % self.path + b"".join(lines) + b"\r\n" + self.body


def signature(body: bytes, stamp: bytes, secret: str = SIGNING_SECRET, kind: str = "sha256") -> bytes:
    return b"v0=" + hmac.new(secret.encode(), b"v0:" + stamp + b":" + body, kind).hexdigest().encode()


def signed(body: bytes, kind: str, stamp: bytes | None = None, secret: str = SIGNING_SECRET) -> Raw:
    stamp = str(NOW).encode() if stamp is None else stamp
    return Raw([(TYPE, kind.encode()), (STAMP, stamp), (SIGN, signature(body, stamp, secret))], body)


def genuine(payload: Mapping[str, Any]) -> Raw:
    return signed(*body_of(payload))


# --- Tools -------------------------------------------------------------------------------------------------------


def of(raw: Raw, name: bytes) -> bytes:
    return next(value for known, value in raw.headers if known == name)


def put(raw: Raw, name: bytes, *values: bytes) -> Raw:
    """With so many headers of a name in place of its own."""
    return replace(raw, headers=[h for h in raw.headers if h[0] != name] + [(name, value) for value in values])


def also(raw: Raw, name: bytes, value: bytes) -> Raw:
    return replace(raw, headers=[*raw.headers, (name, value)])


def resigned(raw: Raw, body: bytes | None = None, stamp: bytes | None = None) -> Raw:
    """Signed anew with the right secret: for what must be refused all the same."""
    return signed(raw.body if body is None else body, of(raw, TYPE).decode(), stamp)


def garbage(chance: random.Random, most: int = 80) -> bytes:
    """Bytes that a header's value may hold on the wire: anything but control characters, and no space at the ends."""
    return bytes(chance.choice([*range(33, 127), *range(128, 256)]) for _ in range(chance.randint(1, most)))


def flipped(value: bytes, chance: random.Random, alphabet: bytes) -> bytes:
    place = chance.randrange(len(value))
    other = chance.choice([one for one in alphabet if one != value[place]])
    return value[:place] + bytes([other]) + value[place + 1 :]


# --- Kinds -------------------------------------------------------------------------------------------------------

Forge = Callable[[Raw, random.Random], Raw]


def _off(least: int, most: int) -> Forge:
    """The right signature at a wrong time, after or before."""
    return lambda raw, chance: resigned(
        raw, stamp=str(max(0, NOW + chance.choice((-1, 1)) * chance.randint(least, most))).encode()
    )


def _stamp(make: Callable[[random.Random], bytes]) -> Forge:
    """An odd timestamp, signed as it stands there."""
    return lambda raw, chance: resigned(raw, stamp=make(chance))


TIMESTAMPS: Sequence[Forge] = (
    lambda raw, chance: put(raw, STAMP, flipped(of(raw, STAMP), chance, b"0123456789")),
    lambda raw, chance: put(raw, STAMP, str(NOW + chance.choice([*range(-300, 0), *range(1, 301)])).encode()),
    _off(301, 400),
    _off(301, 10**9),
    _stamp(garbage),
    _stamp(lambda chance: b""),
    _stamp(lambda chance: b"9" * chance.randint(13, 5_000)),
    _stamp(lambda chance: chance.choice((b"+%d", b"-%d", b"%d.0", b"%d_0", b"0x%d", b"%de0", b"%d,0", b"%dz")) % NOW),
    _stamp(lambda chance: chance.choice((b"NaN", b"Infinity", b"null", b"None", b"true", b"1e9", b"0x1", b"-0"))),
    _stamp(lambda chance: "".join(chr(0x660 + int(digit)) for digit in str(NOW)).encode()),
    lambda raw, chance: put(raw, STAMP),
    lambda raw, chance: put(raw, STAMP, of(raw, STAMP), of(raw, STAMP)),
    lambda raw, chance: put(raw, STAMP, b"0", of(raw, STAMP)),
    lambda raw, chance: also(raw, STAMP.lower(), str(NOW + 1).encode()),
)


def _sign(make: Callable[[bytes, random.Random], bytes]) -> Forge:
    return lambda raw, chance: put(raw, SIGN, make(of(raw, SIGN), chance))


SIGNATURES: Sequence[Forge] = (
    _sign(lambda own, chance: own[:3] + flipped(own[3:], chance, b"0123456789abcdef")),
    _sign(lambda own, chance: own[: chance.randrange(len(own))]),
    _sign(lambda own, chance: own + bytes([chance.choice(b"0123456789abcdefz=")])),
    _sign(lambda own, chance: b"v1=" + own[3:]),
    _sign(lambda own, chance: own[3:]),
    _sign(lambda own, chance: b"v0=" + own[3:].upper()),
    _sign(lambda own, chance: b"v0=" + b64encode(bytes.fromhex(own[3:].decode()))),
    _sign(lambda own, chance: b"v0=" + bytes(chance.choices(b"0123456789abcdef", k=64))),
    _sign(lambda own, chance: b"v0=" + garbage(chance)),
    _sign(lambda own, chance: garbage(chance, 300)),
    _sign(lambda own, chance: own[:-1] + "é".encode()),
    _sign(lambda own, chance: b""),
    lambda raw, chance: put(raw, SIGN, signature(raw.body, of(raw, STAMP), "")),
    lambda raw, chance: put(raw, SIGN, signature(raw.body, of(raw, STAMP), garbage(chance).decode("latin-1"))),
    lambda raw, chance: put(raw, SIGN, signature(raw.body, of(raw, STAMP), kind="sha1")),
    lambda raw, chance: put(raw, SIGN, signature(raw.body, b"")),
    lambda raw, chance: put(raw, SIGN, b"v0=" + hashlib.sha256(raw.body).hexdigest().encode()),
    lambda raw, chance: put(raw, SIGN),
    lambda raw, chance: put(raw, SIGN, of(raw, SIGN), of(raw, SIGN)),
    lambda raw, chance: put(raw, SIGN, b"v0=" + b"0" * 64, of(raw, SIGN)),
    lambda raw, chance: put(raw, SIGN, of(raw, SIGN) + b", " + of(raw, SIGN)),
    lambda raw, chance: also(put(raw, SIGN), b"X_Slack_Signature", of(raw, SIGN)),
)


def _body(make: Callable[[bytes, random.Random], bytes]) -> Forge:
    return lambda raw, chance: replace(raw, body=make(raw.body, chance))


def _content(kind: str, *bodies: bytes) -> Forge:
    """Well signed, but nothing that Slack sends."""
    return lambda raw, chance: signed(chance.choice(bodies), kind)


def _field(*contents: bytes) -> Forge:
    return _content(FORM, *(urlencode({"payload": content}).encode() for content in contents))


_NO_JSON = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'{"a":NaN}',
    b'{"a":1e999}',
    b'{"a":' + b"9" * 6_000 + b"}",
    b'{"type":"x","type":"y"}',
    b'{"a":"\\ud800"}',
    b'{"a":"\xff"}',
    b'{"a":"\xed\xa0\x80"}',
    b"[" * 3_000,
    b"[" * 50_000,
    b'{"a":' * 65 + b"1" + b"}" * 65,
)

BODIES: Sequence[Forge] = (
    _body(lambda own, chance: flipped(own, chance, bytes(range(256)))),
    _body(lambda own, chance: own[: chance.randrange(len(own))]),
    _body(lambda own, chance: own + garbage(chance)),
    _body(lambda own, chance: garbage(chance) + own),
    _body(lambda own, chance: own.replace(b"T01TEST", b"T09EVIL").replace(b"U0", b"U9") + b" "),
    _body(lambda own, chance: b""),
    _body(lambda own, chance: b"payload=%7B%7D"),
    _body(lambda own, chance: b'{"type":"url_verification","challenge":"x"}'),
    _body(lambda own, chance: b"ssl_check=1"),
    _body(lambda own, chance: b"[" * chance.choice((3_000, 900_000))),
    _body(lambda own, chance: chance.randbytes(chance.randint(1, 5_000))),
    _body(lambda own, chance: zlib.compress(own)),
    lambda raw, chance: resigned(raw, chance.randbytes(chance.randint(1, 200)) + b"\xff"),
    lambda raw, chance: replace(raw, body=b"x" * (LIMIT + chance.randint(1, 1_000))),
    lambda raw, chance: resigned(raw, raw.body + b" " * (LIMIT - len(raw.body) + 1)),
    _content(JSON, *_NO_JSON),
    _field(*_NO_JSON),
    _content(FORM, b"payload", b"text=x", b"command=%2Fx&command=%2Fx", b"payload=%7B%7D&command=%2Fx", b"command=%FF"),
    _content(FORM, b"command=%2Fx&" + b"&".join(b"f%d=1" % n for n in range(100))),
)


def _chunked(raw: Raw, *chunks: bytes) -> Raw:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return replace(raw, body=body, framing=[(b"Transfer-Encoding", b"chunked")], closes=True)


def _framed(*framing: Header) -> Forge:
    return lambda raw, chance: replace(raw, framing=list(framing), closes=True)


def _other_type(raw: Raw) -> bytes:
    return (FORM if of(raw, TYPE) == JSON.encode() else JSON).encode()


def _extra(raw: Raw, chance: random.Random) -> Raw:
    """What vouches for nothing, beside a wrong signature."""
    forged = put(raw, SIGN, b"v0=" + bytes(chance.choices(b"0123456789abcdef", k=64)))
    for name, value in chance.sample(_EXTRAS, 3):
        forged = also(forged, name, value)
    return forged


_EXTRAS: Sequence[Header] = (
    (b"X-Slack-Retry-Num", b"1"),
    (b"X-Slack-Retry-Reason", b"http_timeout"),
    (b"X-Slack-Bolt-Lazy-Only", b"1"),
    (b"X-Slack-Bolt-Lazy-Function-Name", b"handler"),
    (b"X-Forwarded-For", b"127.0.0.1"),
    (b"X-HTTP-Method-Override", b"GET"),
    (b"Authorization", b"Bearer x"),
    (b"Cookie", b"session=x"),
    (b"Upgrade", b"websocket"),
    (b"X-Long", b"x" * 8_000),
)

HEADERS: Sequence[Forge] = (
    _extra,
    lambda raw, chance: replace(raw, headers=[]),
    lambda raw, chance: put(raw, TYPE, _other_type(raw)),
    lambda raw, chance: put(raw, TYPE, garbage(chance)),
    lambda raw, chance: put(raw, TYPE),
    lambda raw, chance: put(raw, TYPE, of(raw, TYPE), _other_type(raw)),
    lambda raw, chance: put(raw, TYPE, b"multipart/form-data; boundary=x"),
    lambda raw, chance: also(raw, b"Content-Encoding", chance.choice((b"gzip", b"deflate", b"br", b"zstd"))),
    lambda raw, chance: also(raw, b"Expect", b"nonsense"),
    lambda raw, chance: replace(put(raw, SIGN, of(raw, SIGN) + b"\0"), closes=True),
    lambda raw, chance: replace(also(put(raw, SIGN), SIGN + b" ", of(raw, SIGN)), closes=True),
    lambda raw, chance: replace(also(raw, b"(" + garbage(chance), b"x"), closes=True),
    lambda raw, chance: replace(also(raw, b"X-Endless", b"x" * 20_000), closes=True),
    _framed((b"Content-Length", b"-1")),
    _framed((b"Content-Length", b"many")),
    _framed((b"Content-Length", b"9"), (b"Content-Length", b"10")),
    _framed((b"Content-Length", b"9"), (b"Transfer-Encoding", b"chunked")),
    _framed((b"Transfer-Encoding", b"chunked")),
    lambda raw, chance: replace(raw, framing=[(b"Content-Length", b"%d" % (len(raw.body) // 2))], closes=True),
    lambda raw, chance: replace(raw, framing=[], closes=True),
    lambda raw, chance: _chunked(raw, raw.body, b"x", b""),
    lambda raw, chance: _chunked(raw, *[b"x" * 100_000] * 11, b""),
)

KINDS: Mapping[str, Sequence[Forge]] = {
    "timestamp": TIMESTAMPS,
    "signature": SIGNATURES,
    "body": BODIES,
    "headers": HEADERS,
}


def forged(payloads: Sequence[Mapping[str, Any]], count: int, seed: int) -> list[tuple[str, Raw]]:
    """So many of them, every kind in turn, each of a payload by chance and with a detail by chance."""
    chance = random.Random(seed)
    kinds = [(f"{what} {turn}", forge) for what, forges in KINDS.items() for turn, forge in enumerate(forges)]
    made = []
    for turn in range(count):
        name, forge = kinds[turn % len(kinds)]
        own = genuine(chance.choice(payloads))
        spoiled = forge(own, chance)
        assert spoiled.wire() != own.wire(), name
        made.append((name, spoiled))
    return made


def described(raw: Raw) -> str:
    """Short enough for a failure's message."""
    return json.dumps([repr(raw.headers)[:400], repr(raw.framing), repr(raw.body[:200]), len(raw.body)])
