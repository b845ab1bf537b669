"""Requests that Teams never sent to this bot: each kind spoils one thing of a genuine one. A seed makes runs the same.

Many are signed with the right key: meant for others, without an end, of another channel or firm.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.faults.forgeries import _NO_JSON, LIMIT, Headers, Raw, flipped, garbage
from tests.teams.activities import activity
from tests.teams.issuer import (
    APP_ID,
    BARE_KID,
    ISSUER,
    OTHER_KID,
    SKYPE_KID,
    TENANT,
    Issuer,
    key,
    part,
    published,
    shared_secret,
    signed,
)

Json = dict[str, Any]
AUTHORIZATION, TYPE = b"Authorization", b"Content-Type"
URL_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
EMULATORS = (
    "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
    "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0",
    "https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/",
    "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0",
    "https://sts.windows.net/cab8a31a-1906-4287-a0d8-4eef66b95f6e/",
    "https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0",
)


class Forger:
    """Knows what a genuine request is made of. ``chance``: every detail."""

    def __init__(self, issuer: Issuer, service_url: str, chance: random.Random) -> None:
        self.issuer = issuer
        self.service_url = service_url
        self.chance = chance

    def genuine(self) -> Raw:
        return self.request(f"Bearer {self.issuer.token(self.service_url)}", self.activity())

    def activity(self, **changes: Any) -> Json:
        """By somebody else each time, so that no answer waits for the pace of a chat."""
        id = str(self.chance.randrange(10**12))
        return activity(self.service_url, id=id, user=f"c0000000-0000-4000-8000-{id:0>12}", **changes)

    def request(self, authorization: str | bytes | None, content: Json | bytes) -> Raw:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = [(TYPE, b"application/json; charset=utf-8")]
        if authorization is not None:
            value = authorization if isinstance(authorization, bytes) else authorization.encode()
            headers.insert(0, (AUTHORIZATION, value))
        return Raw(headers, body, path=b"/api/messages")

    def bearing(self, token: str) -> Raw:
        return self.request(f"Bearer {token}", self.activity())

    def headed(self, **changes: Any) -> Raw:
        return self.bearing(signed(self.issuer.head(**changes), self.issuer.claims(self.service_url)))

    def claiming(self, **changes: Any) -> Raw:
        return self.bearing(self.issuer.token(self.service_url, **changes))

    def telling(self, **changes: Any) -> Raw:
        """A genuine token; its service URL follows the activity's, so that only the activity is wrong."""
        told = self.activity(**changes)
        url = told.get("serviceUrl")
        return self.request(f"Bearer {self.issuer.token(url if isinstance(url, str) else self.service_url)}", told)


Forge = Callable[[Forger], Raw]


def _claims(name: str, *values: Any) -> Forge:
    return lambda forger: forger.claiming(**{name: forger.chance.choice(values)})


def _head(name: str, *values: Any) -> Forge:
    return lambda forger: forger.headed(**{name: forger.chance.choice(values)})


def _tells(name: str, *values: Any) -> Forge:
    return lambda forger: forger.telling(**{name: forger.chance.choice(values)})


def _authorization(make: Callable[[Forger, str], str | bytes | None]) -> Forge:
    return lambda forger: forger.request(make(forger, forger.issuer.token(forger.service_url)), forger.activity())


# --- Kinds -------------------------------------------------------------------------------------------------------

AUTHORIZATIONS: Sequence[Forge] = (
    _authorization(lambda forger, token: None),
    _authorization(lambda forger, token: ""),
    _authorization(lambda forger, token: forger.chance.choice(("Bearer", "Bearer ", "Bearer  " + token, token))),
    _authorization(lambda forger, token: forger.chance.choice(("bearer ", "BEARER ", "Basic ", "Bearer\t")) + token),
    _authorization(lambda forger, token: b"Bearer " + garbage(forger.chance, 300)),
    _authorization(lambda forger, token: garbage(forger.chance, 300)),
    _authorization(lambda forger, token: "Bearer " + ".".join(token.split(".")[: forger.chance.randint(1, 2)])),
    _authorization(lambda forger, token: f"Bearer {token}.{token.split('.')[2]}"),
    _authorization(lambda forger, token: "Bearer " + forger.chance.choice(("..", "a.b.c", "." * 50, "e30.e30.e30"))),
    _authorization(lambda forger, token: f"Bearer {token}, Bearer {token}"),
    _authorization(lambda forger, token: "Bearer " + "A" * 7_000 + "." + token),
    lambda forger: _twice(forger, forger.issuer.token(forger.service_url)),
)


def _twice(forger: Forger, token: str) -> Raw:
    raw = forger.bearing(token)
    return replace(raw, headers=[*raw.headers, (AUTHORIZATION, forger.chance.choice((b"Bearer x", raw.headers[0][1])))])


def _unsigned(forger: Forger) -> Raw:
    head = forger.issuer.head(alg=forger.chance.choice(("none", "None", "NONE", "nOnE")))
    start = ".".join(part(json.dumps(one).encode()) for one in (head, forger.issuer.claims(forger.service_url)))
    return forger.bearing(start + forger.chance.choice((".", "", ".e30", f".{part(b'0' * 256)}")))


def _public_key_as_secret(forger: Forger) -> Raw:
    public = key("own").public_key()
    secrets = (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        forger.issuer.keys[2]["n"].encode(),
        b"",
    )
    head = forger.issuer.head(alg=forger.chance.choice(("HS256", "HS384", "HS512")))
    return forger.bearing(shared_secret(head, forger.issuer.claims(forger.service_url), forger.chance.choice(secrets)))


def _own_key_in_the_head(forger: Forger) -> Raw:
    own = published("evil", "evil", ["msteams"])
    extras = ({"jwk": own}, {"jku": "http://127.0.0.1:9/keys"}, {"x5u": "http://127.0.0.1:9/c"}, {"x5c": ["x"]})
    head = forger.issuer.head(**forger.chance.choice(extras), kid=forger.chance.choice(("evil", "signpost-1")))
    return forger.bearing(signed(head, forger.issuer.claims(forger.service_url), "evil"))


def _spoiled(spoil: Callable[[bytes, random.Random], bytes], which: int) -> Forge:
    def forge(forger: Forger) -> Raw:
        pieces = forger.issuer.token(forger.service_url).split(".")
        pieces[which] = spoil(pieces[which].encode(), forger.chance).decode()
        return forger.bearing(".".join(pieces))

    return forge


def _first_flipped(own: bytes, chance: random.Random) -> bytes:
    """The last letter of a piece holds bits that mean nothing."""
    return flipped(own[:-1], chance, URL_SAFE) + own[-1:]


_HEADS = (b"{", b"[]", b"null", b"7", b'"x"', b"[" * 2_000, b"{}", b'{"alg":NaN}', b"\xff\xfe", b'{"alg":"RS256"}')
_CLAIMS = (b"{", b"[]", b"null", b"7", b'"x"', b"[" * 3_000, b"{}", b'{"exp":NaN}', b"\xff\xfe")

SIGNATURES: Sequence[Forge] = (
    _unsigned,
    _public_key_as_secret,
    _own_key_in_the_head,
    _head("alg", "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "", None, 7, ["RS256"], {}, True),
    _head("kid", None, "", 7, ["signpost-1"], {}, "unknown", "signpost-1 ", "../signpost-1", "x" * 2_000, "curve"),
    _head("kid", OTHER_KID, SKYPE_KID, BARE_KID),
    _head("crit", ["exp"], [], "exp", ["kid", "b64"]),
    _spoiled(_first_flipped, 2),
    _spoiled(_first_flipped, 1),
    _spoiled(_first_flipped, 0),
    _spoiled(lambda own, chance: own[: chance.randint(1, len(own) - 1)], 2),
    _spoiled(lambda own, chance: b"A" * len(own), 2),
    lambda forger: forger.bearing(signed(forger.issuer.head(), forger.issuer.claims(forger.service_url), "evil")),
    lambda forger: forger.bearing(_of_another(forger)),
    lambda forger: _unendorsed(forger, SKYPE_KID, "skype"),
    lambda forger: _unendorsed(forger, BARE_KID, "bare"),
    lambda forger: forger.bearing(signed(forger.chance.choice(_HEADS), forger.issuer.claims(forger.service_url))),
    lambda forger: forger.bearing(signed(forger.issuer.head(), forger.chance.choice(_CLAIMS))),
)


def _of_another(forger: Forger) -> str:
    """The signature of one token below the claims of another."""
    one, other = (forger.issuer.token(forger.service_url, jti=n).split(".") for n in (1, 2))
    return ".".join((one[0], one[1], other[2]))


def _unendorsed(forger: Forger, kid: str, name: str) -> Raw:
    """Well signed by a key that may not speak for Teams."""
    return forger.bearing(signed(forger.issuer.head(kid=kid), forger.issuer.claims(forger.service_url), name))


def _clock(name: str, least: int, most: int) -> Forge:
    return lambda forger: forger.claiming(
        **{name: int(forger.issuer.now()) + forger.chance.choice((least, most, forger.chance.randint(least, most)))}
    )


CLAIMS: Sequence[Forge] = (
    _claims("iss", None, "", 7, [ISSUER], {}, True),
    _claims("iss", ISSUER + "/", ISSUER.upper(), "http://api.botframework.com", ISSUER + ".evil.example", " " + ISSUER),
    _claims("iss", *EMULATORS),
    _claims("iss", f"https://sts.windows.net/{TENANT}/", f"https://login.microsoftonline.com/{TENANT}/v2.0"),
    _claims("aud", None, "", 7, [APP_ID], [APP_ID, "x"], {}, True),
    _claims("aud", APP_ID.upper(), APP_ID[:-1], APP_ID + " ", ISSUER, "00000000-0000-0000-0000-000000000000"),
    _claims("exp", None),
    _claims("exp", "", "soon", [], {}, True, -1, 0, 1, 10**13, 1e300, "99999999999"),
    _clock("exp", -(10**6), -310),
    _claims("nbf", "", "soon", [], {}, True, -1, 10**13),
    _clock("nbf", 310, 10**6),
    _claims("serviceurl", None, "", 7, [], {}, "https://smba.trafficmanager.net/amer/", "https://evil.example/"),
    lambda forger: forger.claiming(serviceurl=None, serviceUrl=forger.service_url),
    lambda forger: forger.claiming(serviceurl=forger.service_url.rstrip("/")),
    lambda forger: forger.claiming(iss=forger.chance.choice(EMULATORS), appid=APP_ID, ver="1.0"),
    lambda forger: forger.claiming(aud=None, azp=APP_ID, ver="2.0"),
    lambda forger: forger.bearing(signed({}, forger.issuer.claims(forger.service_url))),
)

ACTIVITIES: Sequence[Forge] = (
    _tells("channelId", None, "", 7, [], "emulator", "skype", "webchat", "directline", "MSTeams", "msteams "),
    _tells("serviceUrl", "", "https://evil.example/", "https://smba.trafficmanager.net.evil.example/emea/"),
    _tells("serviceUrl", "https://smba.trafficmanager.net@evil.example/", "https://user:x@smba.trafficmanager.net/"),
    _tells("serviceUrl", "http://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net:8443/emea/"),
    _tells("serviceUrl", "//smba.trafficmanager.net/", "file:///etc/passwd", "https://[", "https://127.0.0.1:9/"),
    _tells(
        "serviceUrl", "http://127.0.0.1:9/", "http://localhost/", "https://smba.trafficmanager.net/?x", "https://x:y"
    ),
    _tells("serviceUrl", None, 7, [], {}, True),
    _tells("channelData", None, 7, [], "x", {}, {"tenant": None}, {"tenant": TENANT}, {"tenant": {"id": None}}),
    _tells("channelData", {"tenant": {"id": "b9"}}, {"tenant": {"id": [TENANT]}}, {"tenantId": TENANT}, {"tenant": {}}),
    _tells("channelData", {"tenant": {"id": ""}}, {"tenant": {"id": TENANT + "0"}}, {"tenant": [{"id": TENANT}]}),
    _tells("type", None, "", 7, [], {}, True, "x" * 65),
    _tells("conversation", None, 7, [], "x", {}, {"id": None}, {"id": 7}),
)


def _sends(*bodies: bytes) -> Forge:
    return lambda forger: forger.request(
        f"Bearer {forger.issuer.token(forger.service_url)}", forger.chance.choice(bodies)
    )


def _typed(*values: bytes) -> Forge:
    def forge(forger: Forger) -> Raw:
        raw = forger.genuine()
        return replace(raw, headers=[raw.headers[0], (TYPE, forger.chance.choice(values))])

    return forge


def _cut(forger: Forger) -> Raw:
    raw = forger.genuine()
    return replace(raw, body=raw.body[: forger.chance.randrange(len(raw.body))])


def _large(forger: Forger) -> Raw:
    raw = forger.genuine()
    return replace(raw, body=raw.body + b" " * (LIMIT - len(raw.body) + forger.chance.randint(1, 1_000)))


def _framed(forger: Forger) -> Raw:
    framings: Sequence[Headers] = (
        [(b"Content-Length", b"-1")],
        [(b"Content-Length", b"many")],
        [(b"Content-Length", b"9"), (b"Content-Length", b"10")],
        [(b"Content-Length", b"9"), (b"Transfer-Encoding", b"chunked")],
        [(b"Transfer-Encoding", b"chunked")],
        [],
    )
    return replace(forger.genuine(), framing=forger.chance.choice(framings), closes=True)


BODIES: Sequence[Forge] = (
    _sends(*_NO_JSON),
    _cut,
    _large,
    _framed,
    _typed(b"", b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x"),
    lambda forger: _typed(garbage(forger.chance))(forger),
    lambda forger: replace(
        forger.genuine(),
        headers=[*forger.genuine().headers, (b"Content-Encoding", forger.chance.choice((b"gzip", b"deflate", b"br")))],
    ),
    lambda forger: replace(forger.genuine(), headers=[]),
)

KINDS: Mapping[str, Sequence[Forge]] = {
    "authorization": AUTHORIZATIONS,
    "signature": SIGNATURES,
    "claims": CLAIMS,
    "activity": ACTIVITIES,
    "body": BODIES,
}


def forged(issuer: Issuer, service_url: str, count: int, seed: int) -> Iterator[tuple[str, Raw]]:
    """So many of them, every kind in turn; each is made when it is asked for, since what is too early becomes due."""
    forger = Forger(issuer, service_url, random.Random(seed))
    kinds = [(f"{what} {turn}", forge) for what, forges in KINDS.items() for turn, forge in enumerate(forges)]
    for turn in range(count):
        name, forge = kinds[turn % len(kinds)]
        yield name, forge(forger)
