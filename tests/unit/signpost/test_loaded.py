"""Others' libraries are loaded where they are needed, and nowhere else: a quick start, and little memory."""

import subprocess
import sys

import pytest

ELSEWHERE = ("matplotlib", "reportlab", "docx", "openai", "sklearn", "scipy")
"""Drawing, papers, the language model and training: in a process of their own, or for those who switched it on."""
SLACK, TEAMS = ("slack_bolt", "slack_sdk"), ("botframework", "botbuilder")


@pytest.mark.parametrize(
    ("modules", "without"),
    [
        ("signpost.application", (*ELSEWHERE, *SLACK, *TEAMS)),
        ("signpost.demo", (*ELSEWHERE, *SLACK, *TEAMS)),
        ("signpost.application, signpost.slackdoor", (*ELSEWHERE, *TEAMS)),
        ("signpost.application, signpost.teamsdoor", (*ELSEWHERE, *SLACK)),
        ("signpost.cli", (*ELSEWHERE, *SLACK, *TEAMS)),
    ],
)
def test_nothing_is_loaded_that_is_not_needed(modules: str, without: tuple[str, ...]) -> None:
    program = f"import sys, {modules}; print(*sorted({set(without)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
