"""The exit message, drafted on entering `exit`; locked after a fast track until an owner has confirmed the facts."""

from bot.brief import brief_for
from bot.domain.assessment import Assessment, Stage
from bot.domain.client import Client
from bot.domain.draft import Draft, DraftKind, Tone
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.person import Person
from bot.kit import Kit
from bot.ports import Drafter, Unit


async def draft_exit(
    unit: Unit, kit: Kit, drafter: Drafter, client: Client, nudge: Nudge, assessment: Assessment
) -> Draft:
    """Write the exit message of a nudge, in the client's language, for the first lead to sign."""
    people = await unit.people.by_ids(client.leads[:1])
    sender = next(iter(people.values()), None)
    return await written(unit, kit, drafter, client, assessment, DraftKind.EXIT, Tone.PLAIN, "", sender, nudge.id)


async def written(
    unit: Unit,
    kit: Kit,
    drafter: Drafter,
    client: Client,
    assessment: Assessment,
    kind: DraftKind,
    tone: Tone,
    language: str,
    sender: Person | None,
    nudge: str | None = None,
) -> Draft:
    """A draft written and stored within the unit. Only for drafters that answer at once (templates)."""
    brief = await brief_for(unit, kit, client, assessment, kind, tone, language, sender)
    letter = await drafter.write(brief)
    draft = Draft(
        id=kit.ids.new(),
        client=client.id,
        kind=kind,
        tone=tone,
        language=brief.language,
        subject=letter.subject,
        body=letter.body,
        written_at=kit.now(),
        written_by=sender.id if sender else "",
        nudge=nudge,
        locked=kind is DraftKind.EXIT and await locked(unit, assessment),
    )
    await unit.drafts.save(draft)
    return draft


async def locked(unit: Unit, assessment: Assessment) -> bool:
    """Whether a fast track to `exit` is in force whose facts no owner has confirmed yet."""
    return bool(await unconfirmed_tracks(unit, assessment))


async def unconfirmed_tracks(unit: Unit, assessment: Assessment) -> list[Incident]:
    """The incidents of those fast tracks."""
    found = [
        await unit.incidents.by_id(track.incident) for track in assessment.fast_tracks if track.stage is Stage.EXIT
    ]
    return [incident for incident in found if incident and not incident.facts_confirmed_by]
