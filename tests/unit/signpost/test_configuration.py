"""``app.yaml`` and environment → settings, and what is said of mistakes."""

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.person import PersonRef
from bot.errors import ConfigurationError
from bot.settings import Law, Settings
from signpost.configuration import read_environment, read_settings
from signpost.environment import SLACK_API_URL, read_secrets
from signpost.keys import NAMES
from signpost.overrides import variables

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the policy file that the defaults name."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "default.yaml").write_text("version: 1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "app.yaml"


def refused(path: Path, text: str, environ: dict[str, str] | None = None) -> ConfigurationError:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_settings(path, environ or {})
    return caught.value


def test_settings_when_file_is_empty_are_the_defaults(written: Path) -> None:
    written.write_text("")
    settings = read_settings(written, {})
    assert settings.organization == "Example Agency"
    assert settings.checkins.key_dir == written.parent / "run/checkin-keys"
    assert settings.policy.file == written.parent / "policies/default.yaml"
    assert settings.storage.url.reveal() == f"sqlite:///{written.parent}/var/signpost.db"


def test_settings_when_unnamed_file_is_missing_are_the_defaults(written: Path) -> None:
    assert read_settings(None, {}).server.port == 8080


@pytest.mark.parametrize("environ", [{}, {"SIGNPOST_CONFIG": "elsewhere.yaml"}])
def test_settings_when_named_file_is_missing_are_refused(written: Path, environ: dict[str, str]) -> None:
    path = None if environ else Path("elsewhere.yaml")
    with pytest.raises(ConfigurationError, match=r"elsewhere\.yaml: there is no such file"):
        read_settings(path, environ)


def test_app_yaml_of_the_repository_holds_exactly_the_defaults(written: Path) -> None:
    written.write_text((ROOT / "app.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    full = read_settings(written, {})
    written.write_text("")
    assert full == read_settings(written, {})


def test_every_setting_of_the_core_has_a_key() -> None:
    for field in dataclasses.fields(Settings):
        default = getattr(Settings(), field.name)
        keys = tuple(f.name for f in dataclasses.fields(default)) if dataclasses.is_dataclass(default) else ()
        assert NAMES[field.name] == keys


def test_settings_of_a_full_file_are_read(written: Path) -> None:
    written.write_text(
        "organization: Müller & Söhne\nlanguage: de\n"
        "people: {owners: ['slack:T01/U1', 'teams:tenant/user'], admins: []}\n"
        "slack: {mode: http, allowed_workspaces: [T01]}\nstorage: {url: 'sqlite:////srv/x.db'}\nserver:\n"
    )
    settings = read_settings(written, {})
    assert settings.organization == "Müller & Söhne"
    assert settings.people.owners == (PersonRef("slack", "T01", "U1"), PersonRef("teams", "tenant", "user"))
    assert settings.slack.allowed_workspaces == ("T01",)
    assert settings.storage.url.reveal() == "sqlite:////srv/x.db"
    assert settings.server.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1", 1, "there is no key `a`; the keys at the top are: organization"),
        ("language: en\nslak: {mode: http}", 2, "there is no key `slak`; did you mean `slack`?"),
        ("server:\n  host: x\n  prt: 80", 3, "there is no key `prt` in `server`; did you mean `port`?"),
        ("url: x", 1, "there is no key `url` at the top; it belongs into the section `storage`"),
        ("slack: {mode: off}", 1, "YAML reads a bare `off` as false; write `mode: disabled`"),
        ("slack:\n  mode: on", 2, "YAML reads a bare `on` as true; write `mode: http` or `mode: socket`"),
        ("teams: off", 1, "write `teams: {mode: disabled}`"),
        ("drafting: {second_person: no}", 1, "write `second_person: required` or `second_person: waived`"),
        ("organization: Yes", 1, 'if you mean the word, write it in quotes: "Yes"'),
        ("language: fr", 1, "`language` must be one of de or en, not 'fr'"),
        ("server:\n  port: 70000", 2, "`server.port` must be at most 65535, not 70000"),
        ("server:\n  port: 0", 2, "`server.port` must be at least 1, not 0"),
        ("server:\n  port: '80'", 2, "`server.port` must be a whole number, not '80'"),
        ("organization: 42", 1, "`organization` must be text, not 42; if it is meant as text, write it in quotes"),
        ("organization: ' '", 1, "`organization`: must not be empty"),
        ("server: 8080", 1, "`server` is a section and cannot be 8080; its keys are: host, port"),
        ("checkins: {minimum_group: 3}", 1, "must be at least 4, not 3: in a smaller group single answers"),
        ("checkins: {minimum_group: 1}", 1, "must be at least 4, not 1"),
        ("checkins: {open_days: 15}", 1, "`checkins.open_days` must be at most 14"),
        ("timezone: Europe/Berln", 1, "there is no timezone 'Europe/Berln'; did you mean Europe/Berlin?"),
        ("holidays: DE-XX", 1, "DE has no part 'XX'"),
        ("holidays: Bavaria", 1, "a country such as 'DE'"),
        ("people:\n  owners:\n    - slack:T1/U1\n    - alice", 4, "a person is written platform:workspace/user"),
        ("people:\n  owners: slack:T1/U1", 2, "`people.owners` must be a list in square brackets"),
        ("storage: {url: 'mysql://x/y'}", 1, "must begin with sqlite:///path/to/file.db or postgresql://"),
        ("public_url: signpost.example.com", 1, "must be an address such as https://"),
        ("policy:\n  file: mine.yaml", 2, "there is no policy file mine.yaml"),
        ("language: de\nlanguage: en", 2, "`language` is given twice, in line 1 and here"),
        ("language: [de", 1, "this is not valid YAML"),
        ("server: &a\n  host: *a", 1, "aliases (`*name`) are not supported here"),
        ("- a\n- b", 1, "the file must be made of `key: value` lines"),
        (
            "law:\n  base_rate: high\n  base_rate_since: 2026-07-01",
            2,
            "must be percent a year such as 1.27, not 'high'",
        ),
        ("law:\n  base_rate: 1.27\n  base_rate_since: July", 3, "must be a day such as 2026-07-01, not 'July'"),
        ("law: {base_rate: 1.27}", 1, "law.base_rate and law.base_rate_since belong together"),
        (
            "law: {base_rate_at: 1.27, base_rate_since: 2026-07-01}",
            1,
            "law.base_rate and law.base_rate_since belong together",
        ),
        ("law: {base_rate_at_since: 2026-07-01}", 1, "law.base_rate_at and law.base_rate_at_since belong together"),
        ("organization: '" + "x" * 81 + "'", 1, "may have 80 characters at most"),
    ],
)
def test_settings_when_wrong_are_refused_with_line_and_reason(written: Path, text: str, line: int, reason: str) -> None:
    error = refused(written, text)
    assert error.place == f"{written}:{line}"
    assert reason in error.reason


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ("law: {base_rate: 1.52, base_rate_since: 2026-07-01}", {}),
        ("law: {base_rate: '1.52', base_rate_since: '2026-07-01'}", {}),
        ("", {"SIGNPOST_LAW__BASE_RATE": "1.52", "SIGNPOST_LAW__BASE_RATE_SINCE": "2026-07-01"}),
    ],
)
def test_a_newer_base_rate_is_read_exactly(written: Path, text: str, environ: dict[str, str]) -> None:
    written.write_text(text)
    assert read_settings(written, environ).law == Law(base_rate=Decimal("1.52"), base_rate_since=date(2026, 7, 1))


@pytest.mark.parametrize(("size", "accepted"), [(4, True), (3, False)])
def test_minimum_group_has_a_floor_of_four(written: Path, size: int, accepted: bool) -> None:
    written.write_text(f"checkins: {{minimum_group: {size}}}")
    if accepted:
        assert read_settings(written, {}).checkins.minimum_group == size
    else:
        with pytest.raises(ConfigurationError, match="at least 4"):
            read_settings(written, {})


def test_environment_overrides_the_file(written: Path) -> None:
    written.write_text("server: {port: 1}\nlanguage: en\n")
    environ = {
        "SIGNPOST_SERVER__PORT": "9000",
        "SIGNPOST_LANGUAGE": "de",
        "SIGNPOST_PEOPLE__OWNERS": "slack:T1/U1, slack:T1/U2",
        "SIGNPOST_STORAGE__URL": "postgresql://u:p@h/d",
        "MicrosoftAppType": "UserAssignedMSI",
        "SIGNPOST_SOMETHING_ELSE": "left alone",
    }
    settings = read_settings(written, environ)
    assert (settings.server.port, settings.language) == (9000, "de")
    assert [ref.user for ref in settings.people.owners] == ["U1", "U2"]
    assert settings.storage.url.reveal() == "postgresql://u:p@h/d"
    assert settings.teams.app_type == "UserAssignedMSI"


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("SIGNPOST_STORAGE__ULR", "x", "did you mean SIGNPOST_STORAGE__URL?"),
        ("SIGNPOST_LANGAUGE", "de", "did you mean SIGNPOST_LANGUAGE?"),
        ("SIGNPOST_SERVER__PORT", "many", "must be a whole number, not 'many'"),
        ("SIGNPOST_SLACK__MODE", "off", "`slack.mode` must be one of disabled, http or socket, not 'off'"),
        ("SIGNPOST_PEOPLE__OWNERS", "alice", "a person is written platform:workspace/user"),
    ],
)
def test_environment_when_wrong_names_the_variable(written: Path, variable: str, value: str, reason: str) -> None:
    error = refused(written, "", {variable: value})
    assert error.place == variable
    assert reason in error.reason


def test_dotenv_beside_the_file_fills_in_and_the_environment_wins(written: Path) -> None:
    written.write_text("")
    written.with_name(".env").write_text("SLACK_BOT_TOKEN=xoxb-file\nSIGNPOST_SERVER__PORT=9001\nMicrosoftAppId=$A\n")
    assert read_settings(written, {}).server.port == 9001
    assert read_settings(written, {"SIGNPOST_SERVER__PORT": "9002"}).server.port == 9002
    secrets = read_secrets(read_environment(written, {}))
    assert secrets.slack_bot_token.reveal() == "xoxb-file"
    assert secrets.microsoft_app_id == "$A"
    assert secrets.slack_api_url == SLACK_API_URL


def test_dotenv_may_name_the_configuration(written: Path) -> None:
    written.with_name("other.yaml").write_text("language: de")
    written.with_name(".env").write_text("SIGNPOST_CONFIG=other.yaml\n")
    assert read_settings(None, {}).language == "de"


def test_secrets_never_show_themselves(written: Path) -> None:
    secrets = read_secrets({"SLACK_BOT_TOKEN": "xoxb-canary", "SIGNPOST_SECRET_KEY": "canary"})
    assert "canary" not in repr(secrets)
    assert "canary" not in repr(read_settings(None, {"SIGNPOST_STORAGE__URL": "postgresql://u:canary@h/d"}))


def test_a_wrong_store_url_is_not_repeated(written: Path) -> None:
    error = refused(written, "", {"SIGNPOST_STORAGE__URL": "postgres://u:canary@h/d"})
    assert "canary" not in str(error)


def test_every_key_has_a_variable() -> None:
    assert set(variables().values()) >= {(s, k) for s, keys in NAMES.items() for k in keys}


def test_policy_file_falls_back_to_the_packaged_one(written: Path) -> None:
    (written.parent / "policies" / "default.yaml").unlink()
    written.write_text("")
    assert read_settings(written, {}).policy.file == ROOT / "policies/default.yaml"
