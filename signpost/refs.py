"""People as somebody writes them down: in ``app.yaml``, in a file, at the command line."""

from bot.domain.person import PersonRef


def person_written(words: str) -> PersonRef:
    """Read ``slack:T01TEST/U01ALICE`` or ``teams:TENANT/OBJECT-ID``; raises ``ValueError`` with the notation.

    Microsoft shows its ids in small or in capital letters: they are the same, and known in small ones.
    """
    ref = PersonRef.parse(words)
    return PersonRef(ref.platform, ref.workspace.lower(), ref.user.lower()) if ref.platform == "teams" else ref
