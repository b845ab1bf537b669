"""What of a chat completion counts, whatever was asked: one whole JSON object, or nothing at all."""

import json
from collections.abc import Mapping
from typing import Any


class ModelFailed(Exception):
    """The model gave nothing that counts. ``code``: why (``timeout``, ``refused``, ``not_json`` …), never its words.

    ``rest_seconds``: how long not to ask again, where the other side says so.
    """

    def __init__(self, code: str, rest_seconds: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.rest_seconds = rest_seconds


def content_of(body: bytes, limit: int, otherwise: str) -> Mapping[str, Any]:
    """The object in a completion; ``limit``: its characters as JSON, ``otherwise``: the code for what is none."""
    choices = object_in(json_in(body), "not_json").get("choices")
    if not isinstance(choices, list) or len(choices) != 1:
        raise ModelFailed("not_one_answer")
    choice = object_in(choices[0], "not_one_answer")
    message = object_in(choice.get("message"), "not_one_answer")
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise ModelFailed("refused")
    if choice.get("finish_reason") != "stop":
        raise ModelFailed("cut")
    content = message.get("content")
    if message.get("tool_calls") or message.get("function_call") or not isinstance(content, str):
        raise ModelFailed(otherwise)
    if len(content) > limit:
        raise ModelFailed("too_long")
    return object_in(json_in(content), otherwise)


def json_in(written: bytes | str) -> Any:
    try:
        return json.loads(written, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise ModelFailed("not_json") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ModelFailed("not_json")
    return found


def object_in(found: Any, code: str) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise ModelFailed(code)
    return found


def as_data(told: Mapping[str, object], mark: str) -> str:
    """What somebody wrote, as JSON between marks that it cannot close: ``<`` is escaped."""
    written = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return f"<{mark}>\n{written}\n</{mark}>"
