"""Policy files: the packaged one says what the design says; wrong ones are refused with file, line and reason."""

from pathlib import Path

import pytest

from bot.domain.assessment import Stage
from bot.ports import Policy
from policies.errors import PolicyError
from policies.loader import numbers_of, read_numbers
from policies.policy import DEFAULT_FILE, load_policy
from policies.yaml_lines import parse_yaml

GOOD = DEFAULT_FILE.read_text(encoding="utf-8")


def refused(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        numbers_of(parse_yaml(text.encode(), "my.yaml"))
    assert caught.value.file == "my.yaml"
    return caught.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_packaged_policy_has_the_numbers_of_the_design() -> None:
    policy: Policy = load_policy()
    assert policy.stage_lines == {"watch": 10, "talk": 20, "exit": 40}
    ladder = policy.ladder
    assert (ladder.remind_after_working_days, ladder.deputies_after_working_days) == (1, 2)
    assert (ladder.owner_after_working_days, ladder.lapse_after_working_days) == (4, 10)
    assert (ladder.overdue_after_days, ladder.overdue_owner_after_days) == (21, 7)
    assert (ladder.again_after_points, ladder.quiet_reentry_days) == (10, 14)
    numbers = read_numbers(DEFAULT_FILE)
    assert numbers.hold_days == {Stage.TALK: 60, Stage.EXIT: 120}
    assert (numbers.watch_below, numbers.calm_below) == (15, 7.5)


@pytest.mark.parametrize(
    ("old", "new", "line_with", "reason"),
    [
        (
            "settled_factor:",
            "setled_factor:",
            "setled_factor",
            "unknown key 'setled_factor' (did you mean 'settled_factor'",
        ),
        ("  ethics: {points", "  ethic: {points", "  ethic:", "unknown key 'signs.ethic' (did you mean 'ethics'?)"),
        ("span_days: 14}", "span: 14}", "one_account: {", "'stages.talk.one_account.span' (did you mean 'span_days'?)"),
        ("settled_factor: 0.5\n", "", "version", "missing: settled_factor"),
        ("points: 20,", "points: -1,", "ethics: {", "signs.ethics.points must be from 0 to 1000, not -1"),
        ("points: 20,", "points: twenty,", "ethics: {", "must be a number from 0 to 1000, not 'twenty'"),
        ("points: 20,", "points: true,", "ethics: {", "must be a number from 0 to 1000, not true"),
        ("half_life_days: 365", "half_life_days: 0", "ethics: {", "must be from 1 to 3650, not 0"),
        ("  talk:\n    score: 20", "  talk:\n    score: 9", "score: 9", "not be less than that of watch (10)"),
        ("pressure: {score: 40", "pressure: {score: 19", "pressure: {score", "not be less than that of talk (20)"),
        ("{watch_below: 15", "{watch_below: 21", "watch_below", "must not be more than the score of talk (20)"),
        ("calm_below: 7.5", "calm_below: 10.5", "calm_below", "must not be more than the score of watch"),
        ("days: 3, span", "days: 2.5, span", "one_account: {", "must be a whole number from 1 to 100, not 2.5"),
        ("reporters: 2          #", "reporters: 1          #", "reporters: 1 ", "must be from 2 to 50, not 1"),
        ("severity: 3, stage", "severity: 4, stage", "sign: disrespect", "must be from 1 to 3, not 4"),
        ("sign: crowding_out", "sign: crowdng_out", "crowdng", "not 'crowdng_out' (did you mean 'crowding_out'?)"),
        ("stage: exit", "stage: watch", "stage: watch", "must be one of talk, exit, not 'watch'"),
        (
            "sign: ethics, severity: 1",
            "sign: ethics, severity: 2",
            "severity: 2, stage: talk}\n  - {sign: d",
            "second fast",
        ),
        ("protect: true", "protect: on", "protect: on", "YAML reads a bare on as yes or no"),
        ("protect: true", "protect: 1", "protect: 1", "must be true or false, not 1"),
        ("{1: 0.5, 2: 1, 3: 2}", "{1: 0.5, 2: 1, 3: 0.9}", "severity_factors", "must not be less than the factor of"),
        ("{1: 0.5, 2: 1, 3: 2}", "{1: 0.5, 2: 1}", "severity_factors", "missing: severity_factors.3"),
        ("holds: {talk_days: 60", "holds: {talk_days: 60, talk_days: 61", "holds:", "'talk_days' is there twice"),
        ("fast_tracks:\n", "fast_tracks: none\nrest:\n", "rest", "unknown key 'rest'"),
        ("owner_after_working_days: 4", "owner_after_working_days: 1", "owner_after_w", "less than deputies_after"),
        ('version: "2026-1"', "version: 2026.1", "version: 2026.1", "must be a text, not 2026.1 (put it in quotes)"),
        ('version: "2026-1"', 'version: ""', "version:", "must not be empty"),
        ('version: "2026-1"', "version: !!python/name:os.system x", "version:", "is not supported here"),
        ("points: 20,", "points: 010,", "ethics: {", "write '010' as a plain decimal number"),
        ("points: 20,", "points: .inf,", "ethics: {", "write '.inf' as a plain decimal number"),
        ("points: 20,", "points: [20],", "ethics: {", "must be a single value"),
        ("  ethics: {points", "  off: {points", "  off:", "YAML reads a bare off as yes or no"),
        ("  ethics: {points: 20, half_life_days: 365}", "  ethics: 20", "ethics: 20", "must be a table of keys"),
        (
            "{score: 20, incidents: 1, severity: 2}",
            "&a {score: 20}\n    other: *a",
            "other:",
            "aliases are not supported",
        ),
    ],
)
def test_wrong_policy_is_refused_with_line_and_reason(old: str, new: str, line_with: str, reason: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    error = refused(text)
    assert reason in error.reason
    assert error.line == line_of(text, line_with)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "the file is empty"),
        (b"# nothing\n", 1, "table of keys and values"),
        (b"- a\n- b\n", 1, "table of keys and values"),
        (b"a: b: c\n", 1, "not valid YAML"),
        (b"version: x\n\tbad: 1\n", 2, "not valid YAML"),
        (b"version: x\nname: \xff\n", 2, "not UTF-8"),
        (b"version: \x00\n", 0, "not valid YAML"),
        (b"a: 1\n---\nb: 2\n", 2, "not valid YAML"),
        (b"[" * 5_000, 0, "nested too deeply"),
        (b"a: " + b"x" * 1_000_001, 0, "larger than"),
        (b"? [a, b]\n: 1\n", 1, "a key must be a word"),
    ],
)
def test_file_that_is_no_yaml_table_is_refused(content: bytes, line: int, reason: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_yaml(content, "my.yaml")
    assert (caught.value.line, reason in caught.value.reason) == (line, True), caught.value


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path / "none.yaml")


def test_version_is_the_name_and_a_hash_of_the_content() -> None:
    def version(text: str) -> str:
        return numbers_of(parse_yaml(text.encode(), "my.yaml")).version

    first = version(GOOD)
    name, _, digest = first.rpartition("-")
    assert (name, len(digest)) == ("2026-1", 8)
    assert version("# a remark\n" + GOOD.replace("points: 4,", "points: 4.0,")) == first
    assert version(GOOD.replace("points: 20,", "points: 21,")) != first
