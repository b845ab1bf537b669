"""The exit message, drafted on entering `exit`; locked after a fast track until an owner has confirmed the facts."""

from bot.brief import brief_for
from bot.domain.assessment import Assessment, Stage
from bot.domain.client import Client
from bot.domain.draft import Brief, Draft, DraftKind, Letter, Tone, Version
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.kit import Kit
from bot.ports import Drafter, Unit


async def draft_exit(
    unit: Unit, kit: Kit, drafter: Drafter, client: Client, nudge: Nudge, assessment: Assessment
) -> Draft:
    """Write the exit message of a nudge, in the client's language, for the first lead to sign; by template always."""
    people = await unit.people.by_ids(client.leads[:1])
    sender = next(iter(people.values()), None)
    brief = await brief_for(unit, kit, client, assessment, DraftKind.EXIT, Tone.PLAIN, "", sender)
    return await written(unit, kit, drafter, client, assessment, brief, nudge=nudge.id)


async def written(
    unit: Unit,
    kit: Kit,
    drafter: Drafter,
    client: Client,
    assessment: Assessment,
    brief: Brief,
    *,
    author: str = "",
    nudge: str | None = None,
) -> Draft:
    """A draft written at once, by template, and stored within the unit. ``author``: who asks for it, if anybody."""
    id = kit.ids.new()
    draft = Draft(
        id=id,
        client=client.id,
        kind=brief.kind,
        tone=brief.tone,
        language=brief.language,
        version=version_of(kit, id, 1, brief, await drafter.write(brief), author),
        nudge=nudge,
        locked=brief.kind is DraftKind.EXIT and await locked(unit, assessment),
    )
    await unit.drafts.save(draft)
    return draft


def version_of(kit: Kit, draft: str, number: int, brief: Brief, letter: Letter, author: str) -> Version:
    """What a drafter wrote as a version, with the facts it used as they are now."""
    return Version(
        draft=draft,
        number=number,
        subject=letter.subject,
        body=letter.body,
        engine=letter.engine,
        author=author,
        written_at=kit.now(),
        wish=brief.wish,
        passages=letter.passages,
        facts=tuple(fact for fact in brief.facts if fact.id in letter.facts),
    )


async def locked(unit: Unit, assessment: Assessment) -> bool:
    """Whether a fast track to `exit` is in force whose facts no owner has confirmed yet."""
    return bool(await unconfirmed_tracks(unit, assessment))


async def unconfirmed_tracks(unit: Unit, assessment: Assessment) -> list[Incident]:
    """The incidents of those fast tracks."""
    found = [
        await unit.incidents.by_id(track.incident) for track in assessment.fast_tracks if track.stage is Stage.EXIT
    ]
    return [incident for incident in found if incident and not incident.facts_confirmed_by]
