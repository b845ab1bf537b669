"""``signpost draft``: a letter from the record, on stdout."""

import pytest

from tests.unit.signpost.deployment import Deployment

HEADER = "client,sign,severity,occurred_on,summary,quote,reporter\n"


@pytest.mark.parametrize("kind", ["boundary", "talk_invitation", "payment_reminder", "exit"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_draft_prints_subject_and_body(firm: Deployment, kind: str, language: str) -> None:
    said = firm.done("draft", "acme", "--kind", kind, "--language", language, "--tone", "warm")
    subject, empty, *body = said.out.splitlines()
    assert subject and not empty and len(body) > 3
    assert "Acme GmbH" in said.out


def test_draft_speaks_the_clients_language_unless_told(firm: Deployment) -> None:
    german = firm.done("draft", "acme", "--kind", "exit").out
    assert german == firm.done("draft", "acme", "--kind", "exit", "--language", "de").out
    assert german != firm.done("draft", "acme", "--kind", "exit", "--language", "en").out


def test_draft_holds_nothing_of_reporters_and_reports(firm: Deployment) -> None:
    rows = "acme,late_payment,2,2026-03-01,CanarySummary,CanaryQuote,CanaryName\n"
    firm.done("incidents", "import", firm.file("history.csv", HEADER + rows))
    assert "Canary" not in firm.done("draft", "acme", "--kind", "exit").out


def test_draft_of_a_locked_case_warns(firm: Deployment) -> None:
    firm.done("incidents", "import", firm.file("history.csv", HEADER + "acme,ethics,3,2026-11-01,a,,r1\n"))
    said = firm.done("draft", "acme", "--kind", "exit")
    assert "an owner has not confirmed the facts" in said.err
    assert firm.done("draft", "acme", "--kind", "boundary").err == ""


def test_draft_for_an_unknown_client_or_language(firm: Deployment) -> None:
    said = firm.run("draft", "acne", "--kind", "exit")
    assert (said.status, said.err) == (1, "there is no client 'acne'; did you mean 'acme'?\n")
    assert firm.run("draft", "acme", "--kind", "exit", "--language", "fr").status == 2


def test_draft_says_that_no_language_model_is_set_up(firm: Deployment) -> None:
    by_template = firm.done("draft", "acme", "--kind", "exit")
    said = firm.done("draft", "acme", "--kind", "exit", "--engine", "openai")
    assert said.out == by_template.out
    assert said.err.endswith("By template: no text of the language model could be used (no_key).\n")
    assert by_template.err == ""
