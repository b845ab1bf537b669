"""The server's own HTML, autoescaped without exception."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent / "html"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda value: type(value).__name__
    return environment


_ENVIRONMENT = _environment()


def rendered(template: str, **values: object) -> str:
    """A template of the folder ``html``, filled. Characters that UTF-8 cannot carry become U+FFFD."""
    html = _ENVIRONMENT.get_template(template).render(**values)
    return html.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
