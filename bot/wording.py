"""Reading what people type: the client at the start of a line, the sign after it, days, severities. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.client import Client, name_key
from bot.errors import UnknownSeverity, UnknownSign
from bot.ports import Policy

HELP_WORDS = ("help", "hilfe", "?")
PRIVACY_WORDS = ("privacy", "datenschutz")
MINE_WORDS = ("mine", "meine")
PREPARE_WORDS = ("prepare", "vorbereiten")
WEIGH_WORDS = ("weigh", "abwägen")
_NAME_WORDS = 6
_LABEL_WORDS = 4
_LETTERS_PER_EDIT = 4
_NEAREST = 3
_SEVERITY = {
    "1": 1, "mild": 1, "leicht": 1,
    "2": 2, "clear": 2, "deutlich": 2,
    "3": 3, "severe": 3, "schwer": 3,
}  # fmt: skip
# "disrespect: 3", "disrespect :3": what stands before the colon may be a label of several words.
_SPACED = re.compile(r"\s*(\S+(?:\s+\S+){0,3}?)(\s+:\s*|:\s+)([123])(?=\s|$)\s*")
_SIGN_LIKE = re.compile(r"([^\W\d][\w-]*):(\w+)", re.UNICODE)


@dataclass(frozen=True, slots=True)
class ClientFound:
    """``client`` is None where no name fits; then ``words`` are the ones to keep, ``nearest`` what comes close, and
    ``inside`` the clients whose names stand further on in the line.
    """

    client: Client | None
    words: str
    rest: str
    nearest: tuple[str, ...] = ()
    inside: tuple[Client, ...] = ()


def edits(one: str, other: str, most: int) -> int:
    """Levenshtein's distance, or ``most + 1`` where it is larger."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def heads_of(line: str) -> list[str]:
    """The name keys with which a line may begin, the longest first."""
    return [head for head, _ in _heads(line.split()) if head]


def _heads(words: Sequence[str]) -> list[tuple[str, int]]:
    return [(name_key(" ".join(words[:n])), n) for n in range(min(_NAME_WORDS, len(words)), 0, -1)]


def find_client(line: str, clients: Sequence[Client]) -> ClientFound:
    """The client named at the start of a line: exactly (the longest name wins), else with one edit per four letters."""
    words = line.split()
    heads = _heads(words)
    keys = {name_key(name): client for client in clients for name in client.names}
    for head, n in heads:
        if head in keys:
            n = _whole_name([longer for longer in heads if longer[1] > n], keys, keys[head]) or n
            return ClientFound(keys[head], " ".join(words[:n]), _after(line, n))
    close = _closest([head for head in heads if head[0]], keys)
    if close:
        client, n = close
        return ClientFound(client, " ".join(words[:n]), _after(line, n))
    head = words[0] if words else ""
    return ClientFound(None, head, _after(line, 1), nearest_names(head, clients), _inside(words, keys))


def _inside(words: Sequence[str], keys: dict[str, Client]) -> tuple[Client, ...]:
    """The clients named, exactly, after the first word of a line ("Mr Smith of acme …", "… of Acme's shop")."""
    heads = [head for start in range(1, len(words)) for head, _ in _heads(words[start : start + _NAME_WORDS])]
    found = {client.id: client for head in heads if (client := keys.get(head) or keys.get(head.removesuffix(" s")))}
    return tuple(found.values())


def before_sign(line: str, found: ClientFound, policy: Policy) -> ClientFound:
    """An unknown client's name ends where an explicit sign begins ("Globex Corp disrespect:3 …").

    Explicit is a key with an underscore or a severity; a bare word ("they disrespect us") may be part of a sentence.
    Gives ``found`` itself where the line names no sign in that way.
    """
    words = line.split()
    for n in range(1, min(_NAME_WORDS, len(words) - 1) + 1):
        key, colon, _ = words[n].partition(":")
        if (colon or "_" in key) and policy.find_sign(key):
            return ClientFound(None, " ".join(words[:n]).rstrip(":"), _after(line, n), found.nearest)
    return found


def begins_with_sign(line: str, policy: Policy) -> bool:
    """Whether a line names a sign where a client is expected; a severity nobody knows makes it no less one."""
    try:
        return find_sign(line, policy).sign is not None
    except UnknownSeverity:
        return True
    except UnknownSign:
        return False


def _whole_name(heads: Sequence[tuple[str, int]], keys: dict[str, Client], client: Client) -> int:
    """Where a short name was found, the longer one of that client may be meant, mistyped ("acme outdor"): its words."""
    names = [key for key, owner in keys.items() if owner.id == client.id]
    fits = [n for head, n in heads for key in names if len(key.split()) == n and _distance_within(head, key)]
    return max(fits, default=0)


def _distance_within(head: str, key: str) -> bool:
    return edits(head, key, _tolerated(key)) <= _tolerated(key)


def _tolerated(key: str) -> int:
    """How many edits a name may be away: one in four letters."""
    return len(key.replace(" ", "")) // _LETTERS_PER_EDIT


def _after(line: str, words: int) -> str:
    """What follows so many words, its own line breaks and spaces kept."""
    rest = line.strip()
    for _ in range(words):
        parts = rest.split(maxsplit=1)
        rest = parts[1] if len(parts) > 1 else ""
    return rest


def _closest(heads: Sequence[tuple[str, int]], keys: dict[str, Client]) -> tuple[Client, int] | None:
    """The one client within the tolerated edits; nothing where two different clients are equally near."""
    found: list[tuple[int, int, Client]] = []
    for head, n in heads:
        for key, client in keys.items():
            most = _tolerated(key)
            distance = edits(head, key, most)
            if most > 0 and distance <= most:
                found.append((distance, n, client))
    if not found:
        return None
    best = min(found, key=lambda hit: (hit[0], -hit[1]))
    rivals = {client.id for distance, _, client in found if distance == best[0]}
    return (best[2], best[1]) if len(rivals) == 1 else None


def nearest_names(words: str, clients: Sequence[Client]) -> tuple[str, ...]:
    """Names that come close or contain the words, nearest first; what "did you mean" offers."""
    wanted = name_key(words)
    if not wanted:
        return ()
    ranked, most = [], max(1, len(wanted) // 2)
    for client in clients:
        near = min(_distance(wanted, name_key(name), most) for name in client.names)
        if near <= most:
            ranked.append((near, client.name))
    return tuple(name for _, name in sorted(ranked)[:_NEAREST])


def _distance(wanted: str, key: str, most: int) -> int:
    if wanted in key.split() or key.startswith(wanted) or (key and key in wanted):
        return 0
    return edits(wanted, key, most)


@dataclass(frozen=True, slots=True)
class SignFound:
    """``doubtful``: the severity may as well be a word of the text ("disrespect: 3 times he shouted")."""

    sign: str | None
    severity: int
    rest: str
    doubtful: bool = False


def find_sign(line: str, policy: Policy) -> SignFound:
    """The sign at the start of a line, as key or label, with ``:severity``; raises for one that is meant but wrong."""
    if (spaced := _SPACED.match(line)) and (key := policy.find_sign(spaced[1])):
        return SignFound(key, severity_of(spaced[3]), line[spaced.end() :].strip(), spaced[2][-1].isspace())
    words = line.split()
    for n in range(min(_LABEL_WORDS, len(words)), 0, -1):
        name, _, severity = " ".join(words[:n]).partition(":")
        key = policy.find_sign(name)
        if key and (severity == "" or " " not in severity):
            rest = _after(line, n)
            if severity and severity.lower() not in _SEVERITY:
                raise UnknownSeverity(severity, key, rest)
            return SignFound(key, severity_of(severity) if severity else 2, rest)
    if words and (meant := _SIGN_LIKE.fullmatch(words[0])) and meant[2].lower() in _SEVERITY:
        raise UnknownSign(meant[1])
    return SignFound(None, 2, line.strip())


def nearest_sign(word: str, policy: Policy) -> str:
    """The key that a misspelt one may have meant, or nothing."""
    near = [(edits(word.lower(), key, 3), key) for key in policy.sign_keys()]
    distance, key = min(near)
    return key if distance <= min(3, len(word) // _LETTERS_PER_EDIT + 1) else ""


def severity_of(word: str) -> int:
    """1, 2 or 3, or its name in either language. Raises ``UnknownSeverity``."""
    try:
        return _SEVERITY[word.strip().lower()]
    except KeyError:
        raise UnknownSeverity(word) from None


def day_of(written: str) -> date | None:
    """A day as forms send it (ISO 8601), or as people write it (24.11.2026); None where it is neither."""
    german = re.fullmatch(r"\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s*", written, re.ASCII)
    iso = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*", written, re.ASCII)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def within_years(day: date, today: date, years: int) -> bool:
    """Whether a day is one that somebody can have meant: so many years around today at most."""
    return abs(day.year - today.year) <= years
