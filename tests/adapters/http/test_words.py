"""The server's own words."""

import pytest

from adapters.http.words import LANGUAGES, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_that_leads_nowhere_is_called_a_link_and_nobody_slow(language: str) -> None:
    title, text = word(language, "slack.state.title"), word(language, "slack.state.text")
    assert "Link" in title or "link" in title
    assert "Dieser Link wurde schon benutzt" in text or "This link was used already" in text
    assert "Weg" not in text and "way in" not in text
