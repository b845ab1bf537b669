"""The fixed part of what a page is told: people, channels, the tour."""

from adapters.practice.render import Json
from adapters.practice.workspace import Workspace


def setting_json(workspace: Workspace) -> Json:
    """Titles and topics in both languages; the page chooses."""
    return {
        "workspace": workspace.name,
        "personas": [
            {"id": p.id, "name": p.name, "language": p.language, "title": {"en": p.title, "de": p.title_de or p.title}}
            for p in workspace.personas
        ],
        "channels": [
            {
                "id": c.id,
                "name": c.name,
                "topic": {"en": c.topic, "de": c.topic_de or c.topic},
                "members": list(workspace.members_of(c)),
            }
            for c in workspace.channels
        ],
        "tour": _tour(workspace),
    }


def _tour(workspace: Workspace) -> Json | None:
    tour = workspace.tour
    if tour is None:
        return None
    flags = [{"persona": flag.persona, "channel": flag.channel, "text": flag.text} for flag in tour.flags]
    heard = {"persona": tour.heard[0], "channel": tour.heard[1]} if tour.heard else None
    return {"flags": flags, "lead": tour.lead, "heard": heard}
