"""Words compared: case, umlauts and punctuation do not matter.

``Überzogene Erwartungen``, ``uberzogene erwartungen`` and ``ueberzogene-erwartungen`` are one and the same, and so are
``extra_demands`` and ``extra demands``.
"""

import re
import unicodedata

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NOT_A_WORD = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Lower case, accents dropped (ü → u), everything but letters and digits one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return _NOT_A_WORD.sub(" ", kept).strip()


def spellings(text: str) -> tuple[str, ...]:
    """The folded forms in which somebody may type these words: ü as u, and ü as ue."""
    spelled_out = unicodedata.normalize("NFC", text.casefold()).translate(_SPELLED_OUT)
    return tuple(dict.fromkeys((folded(text), folded(spelled_out))))
