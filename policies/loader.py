"""Policy files into typed numbers. A file with an unknown key, a missing one or an impossible value is refused."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from bot.domain.assessment import Stage
from bot.domain.playbook import SIGN_KEYS
from policies.errors import PolicyError
from policies.ladder import read_ladder
from policies.numbers import AfterTalk, ExitRule, FastTrackRule, Numbers, TalkRule, Weight
from policies.reading import canonical, choice, flag, items_of, number, only, table_of, text, whole, wrong
from policies.yaml_lines import Table, read_yaml

_POINTS = 10_000.0
_DAYS = 3_650
_SECTIONS = (
    "version",
    "signs",
    "severity_factors",
    "settled_factor",
    "stages",
    "fast_tracks",
    "holds",
    "falling",
    "nudges",
)


def read_numbers(path: Path) -> Numbers:
    """Read and check a policy file; raises ``PolicyError`` with file, line and reason."""
    return numbers_of(read_yaml(path))


def numbers_of(table: Table) -> Numbers:
    only(table, _SECTIONS)
    stages = table_of(table, "stages")
    only(stages, ("watch", "talk", "exit"))
    watch, falling = table_of(stages, "watch"), table_of(table, "falling")
    only(watch, ("score",))
    only(falling, ("watch_below", "calm_below"))
    numbers = Numbers(
        version=version_of(table),
        weights=_weights(table_of(table, "signs")),
        severity_factors=_severity_factors(table_of(table, "severity_factors")),
        settled_factor=number(table, "settled_factor", 0, 1),
        watch_score=number(watch, "score", 0.5, _POINTS),
        talk=_talk(table_of(stages, "talk")),
        exit=_exit(table_of(stages, "exit")),
        fast_tracks=_fast_tracks(table),
        hold_days=_holds(table_of(table, "holds")),
        watch_below=number(falling, "watch_below", 0, _POINTS),
        calm_below=number(falling, "calm_below", 0, _POINTS),
        ladder=read_ladder(table_of(table, "nudges")),
    )
    _check_order(table, numbers)
    return numbers


def version_of(table: Table) -> str:
    """The declared name and eight digits of the content's hash: comments and order of keys do not change it."""
    declared = text(table, "version", 40)
    content = json.dumps(canonical(table), sort_keys=True, ensure_ascii=True)
    return f"{declared}-{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def _weights(table: Table) -> Mapping[str, Weight]:
    only(table, SIGN_KEYS)
    weights = {}
    for key in table.entries:
        sign = table_of(table, key)
        only(sign, ("points", "half_life_days"))
        weights[key] = Weight(number(sign, "points", 0, 1_000), number(sign, "half_life_days", 1, _DAYS))
    return weights


def _severity_factors(table: Table) -> Mapping[int, float]:
    only(table, ("1", "2", "3"))
    factors = {severity: number(table, str(severity), 0, 100) for severity in (1, 2, 3)}
    for severity in (2, 3):
        if factors[severity] < factors[severity - 1]:
            raise wrong(table, str(severity), f"must not be less than the factor of severity {severity - 1}")
    return factors


def _talk(table: Table) -> TalkRule:
    only(table, ("score", "reporters", "within_days", "one_account", "low_rounds"))
    account = table_of(table, "one_account")
    only(account, ("days", "span_days"))
    return TalkRule(
        score=number(table, "score", 0.5, _POINTS),
        reporters=whole(table, "reporters", 1, 50),
        within_days=whole(table, "within_days", 1, _DAYS),
        days=whole(account, "days", 1, 100),
        span_days=whole(account, "span_days", 0, _DAYS),
        low_rounds=whole(table, "low_rounds", 1, 2),
    )


def _exit(table: Table) -> ExitRule:
    only(table, ("reporters", "within_days", "talk_within_days", "pressure", "repeat", "refused"))
    return ExitRule(
        reporters=whole(table, "reporters", 2, 50),
        within_days=whole(table, "within_days", 1, _DAYS),
        talk_within_days=whole(table, "talk_within_days", 1, _DAYS),
        pressure=_after_talk(table_of(table, "pressure"), ("score", "talk_days_ago", "incidents")),
        repeat=_after_talk(table_of(table, "repeat"), ("score", "talk_days_ago", "days", "severity")),
        refused=_after_talk(table_of(table, "refused"), ("score", "incidents", "severity")),
    )


def _after_talk(table: Table, keys: tuple[str, ...]) -> AfterTalk:
    only(table, keys)
    return AfterTalk(
        score=number(table, "score", 0.5, _POINTS),
        wait_days=whole(table, "talk_days_ago", 0, _DAYS) if "talk_days_ago" in keys else 0,
        times=whole(table, "days" if "days" in keys else "incidents", 1, 100),
        severity=whole(table, "severity", 1, 3) if "severity" in keys else 1,
    )


def _fast_tracks(top: Table) -> tuple[FastTrackRule, ...]:
    rules: list[FastTrackRule] = []
    for item in items_of(top, "fast_tracks"):
        if not isinstance(item, Table):
            raise wrong(top, "fast_tracks", "must be a list of tables", item.line)
        rule = _fast_track(item)
        if any((rule.sign, rule.severity) == (known.sign, known.severity) for known in rules):
            raise PolicyError(item.file, item.line, f"a second fast track for {rule.sign} of severity {rule.severity}")
        rules.append(rule)
    return tuple(rules)


def _fast_track(table: Table) -> FastTrackRule:
    only(table, ("sign", "severity", "stage"), ("clock_days", "protect"))
    return FastTrackRule(
        sign=choice(table, "sign", SIGN_KEYS),
        severity=whole(table, "severity", 1, 3),
        stage=Stage.of(choice(table, "stage", ("talk", "exit"))),
        clock_days=whole(table, "clock_days", 1, 365) if "clock_days" in table.entries else None,
        protect=flag(table, "protect", default=False),
    )


def _holds(table: Table) -> Mapping[Stage, int]:
    only(table, ("talk_days", "exit_days"))
    return {Stage.TALK: whole(table, "talk_days", 1, _DAYS), Stage.EXIT: whole(table, "exit_days", 1, _DAYS)}


def _check_order(top: Table, numbers: Numbers) -> None:
    """Stages are steps: a higher one never needs less, and a client never falls from where it would rise again."""
    stages, falling = table_of(top, "stages"), table_of(top, "falling")
    if numbers.talk.score < numbers.watch_score:
        raise wrong(table_of(stages, "talk"), "score", f"must not be less than that of watch ({numbers.watch_score:g})")
    exit_table = table_of(stages, "exit")
    for key in ("pressure", "repeat", "refused"):
        if number(table_of(exit_table, key), "score", 0, _POINTS) < numbers.talk.score:
            raise wrong(
                table_of(exit_table, key), "score", f"must not be less than that of talk ({numbers.talk.score:g})"
            )
    if numbers.watch_below > numbers.talk.score:
        raise wrong(falling, "watch_below", f"must not be more than the score of talk ({numbers.talk.score:g})")
    if numbers.calm_below > min(numbers.watch_score, numbers.watch_below):
        raise wrong(falling, "calm_below", "must not be more than the score of watch, nor than watch_below")
