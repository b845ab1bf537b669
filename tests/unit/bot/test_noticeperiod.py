"""Notice periods: in codes, and in words of either language."""

import pytest

from bot.noticeperiod import NOTICE, notice_code
from bot.notices.labels import notice_words
from signpost.voices import voices

CODES = ["any", "1 day", "14 days", "6 weeks to quarter_end", "1 month to month_end", "2 years", "year_end"]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", CODES)
def test_words_as_shown_mean_the_code_again(code: str, language: str) -> None:
    shown = notice_words(voices()(language), code)
    assert notice_words(voices()(language), notice_code(shown)) == shown


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3 Monate zum Monatsende", "3 months to month_end"),
        ("6 Wochen zum Ende des Quartals", "6 weeks to quarter_end"),
        ("3 months to the end of a month.", "3 months to month_end"),
        ("  3  MONTHS ", "3 months"),
        ("zum Jahresende", "year_end"),
        ("Jederzeit", "any"),
        ("whenever", ""),
        ("3", ""),
        ("", ""),
        ("3 Monate oder so", ""),
        ("3 months to", ""),
    ],
)
def test_what_people_write(written: str, code: str) -> None:
    assert notice_code(written) == code


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_one(code: str) -> None:
    assert NOTICE.fullmatch(notice_code(code))
