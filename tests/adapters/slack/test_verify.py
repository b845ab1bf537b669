"""The border: what is let in, what is refused with which status, and that nothing is ever a fault of ours."""

import json
import zlib
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict
from slack_sdk.signature import SignatureVerifier

from adapters.common.bodies import BODY_LIMIT, Refusal, body_of, expected
from adapters.slack.verify import Verifier
from bot.settings import Secret
from tests.adapters.slack.signing import (
    FORM,
    JSON,
    NOW,
    SIGNING_SECRET,
    SignedRequest,
    names,
    payload,
    request,
    signature,
    signed,
)
from tests.fakes.clock import START, FakeClock

GOOD = request(payload("app_mention"))
STAMP, SIGN = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def verified(sent: SignedRequest, secret: str = SIGNING_SECRET) -> dict[str, Any]:
    return Verifier(Secret(secret), FakeClock()).verified(sent.headers, sent.body)


def refused(sent: SignedRequest, secret: str = SIGNING_SECRET) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        verified(sent, secret)
    return refusal.value.status, refusal.value.code


def with_header(name: str, *values: str) -> SignedRequest:
    """The good request with one header replaced by so many of them."""
    headers = CIMultiDict(GOOD.headers)
    headers.popall(name)
    for value in values:
        headers.add(name, value)
    return SignedRequest(headers, GOOD.body)


# --- Signature and time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_signed_payload_comes_out_as_it_was(name: str) -> None:
    assert verified(request(payload(name))) == payload(name)


def test_signature_is_that_of_slacks_own_library() -> None:
    own = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=str(NOW), body=GOOD.body)
    assert own == GOOD.headers[SIGN]


@pytest.mark.parametrize(("seconds", "passes"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_window_is_five_minutes_both_ways(seconds: int, passes: bool) -> None:
    sent = request(payload("app_mention"), at=NOW + seconds)
    if passes:
        assert verified(sent) == payload("app_mention")
    else:
        assert refused(sent) == (401, "stale")


def test_same_request_is_stale_once_the_clock_has_moved() -> None:
    clock = FakeClock(START)
    verifier = Verifier(Secret(SIGNING_SECRET), clock)
    assert verifier.verified(GOOD.headers, GOOD.body)
    clock.move(timedelta(seconds=301))
    with pytest.raises(Refusal, match="stale"):
        verifier.verified(GOOD.headers, GOOD.body)


ODD_TIMESTAMPS = [
    "",
    " ",
    "now",
    "-1",
    f"+{NOW}",
    f"{NOW}.0",
    f"{NOW}_0",
    "1e9",
    "0x69",
    "1" * 13,
    "9" * 5_000,
    "١٢٣٤٥٦٧٨٩٠",
    "²" * 10,
    "\udcff",
    f"{NOW}\n",
    "NaN",
]


@pytest.mark.parametrize("odd", ODD_TIMESTAMPS, ids=ascii)
def test_odd_timestamp_is_401_even_where_the_signature_fits_it(odd: str) -> None:
    assert refused(signed(GOOD.body, JSON, at=odd)) == (401, "bad_timestamp")


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "v0=",
        "v0",
        GOOD.headers[SIGN][3:],
        GOOD.headers[SIGN].replace("v0=", "v1="),
        GOOD.headers[SIGN].upper(),
        GOOD.headers[SIGN][:-1],
        GOOD.headers[SIGN] + "0",
        GOOD.headers[SIGN] + "\n",
        "v0=" + "0" * 64,
        "v0=" + "g" * 64,
        "v0=" + "é" * 64,
        "v0=" + "\udcff" * 64,
        "v0=" + "٠" * 64,
        signature(GOOD.body, str(NOW), "another secret"),
        signature(GOOD.body + b" ", str(NOW)),
        signature(GOOD.body, str(NOW + 1)),
    ],
    ids=ascii,
)
def test_odd_signature_is_401(odd: str) -> None:
    assert refused(with_header(SIGN, odd)) == (401, "bad_signature")


@pytest.mark.parametrize(("header", "code"), [(STAMP, "bad_timestamp"), (SIGN, "bad_signature")])
@pytest.mark.parametrize("times", [0, 2])
def test_header_that_is_not_there_exactly_once_is_401(header: str, code: str, times: int) -> None:
    assert refused(with_header(header, *[GOOD.headers[header]] * times)) == (401, code)


@pytest.mark.parametrize("secret", ["", " ", "\n"])
def test_empty_secret_verifies_nothing(secret: str) -> None:
    sent = request(payload("app_mention"), secret=secret)
    assert refused(sent, secret) == (401, "bad_signature")


def test_one_changed_byte_anywhere_is_401() -> None:
    for place in range(len(GOOD.body)):
        body = bytearray(GOOD.body)
        body[place] ^= 1
        assert refused(SignedRequest(GOOD.headers, bytes(body))) == (401, "bad_signature")


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 400), (BODY_LIMIT + 1, 413)])
def test_body_beyond_one_megabyte_is_413_signed_or_not(size: int, status: int) -> None:
    assert refused(signed(b"x" * size, JSON))[0] == status
    assert refused(signed(b"x" * size, JSON, secret="another"))[0] == (413 if status == 413 else 401)


def test_nothing_is_parsed_before_it_is_verified() -> None:
    assert refused(signed(b"[" * 100_000, JSON, secret="another")) == (401, "bad_signature")


def test_plain_mapping_of_headers_is_read_in_any_case() -> None:
    headers = {name.lower(): value for name, value in GOOD.headers.items()}
    verifier = Verifier(Secret(SIGNING_SECRET), FakeClock())
    assert verifier.verified(headers, GOOD.body) == payload("app_mention")


# --- Content -----------------------------------------------------------------------------------------------------

MALFORMED_JSON = [
    b"",
    b" ",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'"x"',
    b"{}{}",
    b"{'a':1}",
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":-Infinity}',
    b'{"a":1e999}',
    b'{"a":' + b"9" * 21 + b"}",
    b'{"a":' + b"9" * 6_000 + b"}",
    b'{"a":1,"a":2}',
    b'{"a":{"b":1,"b":1}}',
    b'{"a":"\\ud800"}',
    b'{"a":"\\uDFFF x"}',
    b'{"\\udead":1}',
    b'{"a":"\xed\xa0\x80"}',
    b'{"a":"\xff"}',
    b'{"a":"\x00"}',
    b"\xef\xbb\xbf{}",
    '{"a":1}'.encode("utf-16"),
    b"[" * 100_000,
    b'{"a":' * 60_000,
    b'{"a":' * 65 + b"1" + b"}" * 65,
    b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
]


@pytest.mark.parametrize("body", MALFORMED_JSON, ids=range(len(MALFORMED_JSON)))
def test_malformed_json_is_400(body: bytes) -> None:
    assert refused(signed(body, JSON))[0] == 400
    assert refused(signed(urlencode({"payload": body}).encode(), FORM))[0] == 400


@pytest.mark.parametrize(
    "read",
    [
        {},
        {"a": None, "b": [1, 2.5, True], "c": {"d": "x"}},
        {"smile": "🙂 ü", "brackets": "{" * 100 + "[" * 100},
        {"wide": [{"n": [n]} for n in range(100)]},
        {"digits": 10**19, "nul": "\0"},
    ],
    ids=range(5),
)
def test_json_object_passes_as_it_is(read: Mapping[str, Any]) -> None:
    for body in (json.dumps(read), json.dumps(read, ensure_ascii=False)):
        assert verified(signed(body.encode(), JSON)) == read


def test_json_of_64_levels_passes() -> None:
    body = b'{"a":' * 64 + b"1" + b"}" * 64
    assert verified(signed(body, JSON))


MALFORMED_FORMS = [
    b"",
    b"payload",
    b"payload=",
    b"payload=null",
    b"payload=%5B%5D",
    b"payload=%7B%7D&payload=%7B%7D",
    b"payload=%7B%7D&command=%2Fclient-flag",
    b"payload=%FF",
    b"text=hello",
    b"command=%2Fclient-flag&text",
    b"command=%2Fclient-flag&text=%ED%A0%80",
    b"command=%2Fclient-flag&text=\xff",
    b"command=%2Fclient-flag&command=%2Fclient-flag",
    b"command=%2Fclient-flag&" + b"&".join(b"f%d=1" % n for n in range(100)),
    GOOD.body,
]


@pytest.mark.parametrize("body", MALFORMED_FORMS, ids=range(len(MALFORMED_FORMS)))
def test_malformed_form_is_400(body: bytes) -> None:
    assert refused(signed(body, FORM))[0] == 400


def test_form_of_100_fields_passes_with_empty_ones() -> None:
    fields = {"command": "/client-flag", "text": ""} | {f"f{n}": "ä&=;" for n in range(98)}
    assert verified(signed(urlencode(fields).encode(), FORM)) == fields


def test_ssl_check_passes_as_its_fields() -> None:
    assert verified(signed(b"ssl_check=1&token=scrubbed", FORM)) == {"ssl_check": "1", "token": "scrubbed"}


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", " application/json ;x=y"])
def test_content_type_is_read_without_its_parameters(kind: str) -> None:
    assert verified(with_header("Content-Type", kind)) == payload("app_mention")


@pytest.mark.parametrize(
    "kinds",
    [[], [JSON, JSON], [JSON, FORM], ["text/plain"], [""], ["multipart/form-data; boundary=x"], ["json"]],
    ids=str,
)
def test_any_other_content_type_is_400(kinds: list[str]) -> None:
    assert refused(with_header("Content-Type", *kinds)) == (400, "bad_content_type")


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from([STAMP, SIGN, "Content-Type", "Host"]), st.text(max_size=80)),
    st.binary(max_size=300),
    st.booleans(),
)
def test_anything_at_all_passes_or_is_refused_with_a_status(
    headers: dict[str, str], body: bytes, well_signed: bool
) -> None:
    if well_signed:
        headers = headers | {STAMP: str(NOW), SIGN: signature(body, str(NOW))}
    for kind in (headers.get("Content-Type", ""), JSON, FORM):
        try:
            verified(SignedRequest(CIMultiDict(headers | {"Content-Type": kind}), body))
            assert well_signed
        except Refusal as refusal:
            assert refusal.status in (400, 401, 413)


# --- The route's part --------------------------------------------------------------------------------------------


@pytest.fixture
async def address() -> AsyncIterator[str]:
    """A route that tells how long the body was."""

    async def length(incoming: web.Request) -> web.Response:
        try:
            return web.Response(text=str(len(await body_of(incoming))))
        except Refusal as refusal:
            return web.Response(status=refusal.status, text=refusal.code)

    app = web.Application()
    app.router.add_post("/", length, expect_handler=expected)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def posted(address: str, data: object, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(address, data=data, headers=headers) as response:
        return response.status, await response.text()


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 100_000


async def test_body_up_to_the_limit_is_read_whole_also_in_pieces(address: str) -> None:
    assert await posted(address, b"x" * BODY_LIMIT) == (200, "1000000")
    assert await posted(address, pieces(10)) == (200, "1000000")


async def test_longer_body_is_413_with_and_without_a_length(address: str) -> None:
    assert await posted(address, b"x" * (BODY_LIMIT + 1)) == (413, "too_large")
    assert await posted(address, pieces(11)) == (413, "too_large")


async def test_packed_body_is_limited_by_what_it_unfolds_to(address: str) -> None:
    bomb = zlib.compress(b"x" * 50_000_000)
    assert await posted(address, bomb, **{"Content-Encoding": "deflate"}) == (413, "too_large")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_body_that_is_not_packed_as_it_says_is_a_400(address: str, encoding: str) -> None:
    async def plain() -> AsyncIterator[bytes]:
        yield b"not packed at all" * 10

    status, _ = await posted(address, plain(), **{"Content-Encoding": encoding})
    assert status == 400


async def test_expectation_is_met_or_a_400(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(address, data=b"xyz", expect100=True) as response:
            assert (response.status, await response.text()) == (200, "3")
        async with session.post(address, data=b"xyz", headers={"Expect": "nonsense"}) as response:
            assert response.status == 400
