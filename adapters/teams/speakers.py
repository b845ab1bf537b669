"""Who speaks: an activity's person with what Teams says of them, and the voice in which they are answered."""

from dataclasses import dataclass, replace

from adapters.common.profiles import Profile
from adapters.common.shapes import Payload
from adapters.teams import inbound
from adapters.teams.people import People
from bot.domain.person import PersonRef
from bot.errors import ChatError
from bot.messages import From, Submitted
from bot.voice import Voice, Voices, language_of


@dataclass(frozen=True, slots=True)
class Speaker:
    by: From
    say: Voice

    @property
    def tenant(self) -> str:
        return self.by.who.workspace


class Speakers:
    """``default``: the deployment's language, for people whose own is not known."""

    def __init__(self, people: People, voices: Voices, default: str) -> None:
        self._people = people
        self._voices = voices
        self._default = default

    async def of(self, activity: Payload, *, fleeting: bool = False) -> Speaker:
        """``fleeting``: what is answered vanishes, as windows do. Raises ``Malformed``."""
        profile = await self._people.profile(activity)
        by = inbound.sender(
            activity,
            name=profile.name if profile else "",
            external=profile.external if profile else None,
            fleeting=fleeting,
        )
        return Speaker(by, self._voices(language_of(by.language, self._default)))

    async def seen_in_channel(self, activity: Payload, by: From) -> From:
        """With what matters for binding a channel, and more for listening there: are people from outside in it?

        ``by.channel``, wherever the activity comes from: a form about a channel is filled in elsewhere.
        """
        if by.channel is None:
            return by
        try:
            return replace(by, shared=await self._people.are_outsiders_among(activity, by.channel))
        except (ChatError, TimeoutError):
            return replace(by, unseen=True)

    async def with_people(self, activity: Payload, sent: Submitted) -> Submitted:
        """What Teams says of the people whom the form's chooser named, so that the core can meet them.

        They are asked about in the channel that the form is about, if it is, else where it was filled in.
        """
        if sent.by.channel:
            activity = {**activity, "conversation": {"id": sent.by.channel.channel}}
        own = f"{inbound.PLATFORM}:{sent.by.who.workspace}/"
        values = (sent.values.get(name, "") for name in inbound.PEOPLE)
        written = {one for value in values for one in value.split(",") if one.startswith(own)}
        people = []
        for one in sorted(written):
            ref = PersonRef.parse(one)
            profile = await self._people.known(activity, ref, ref.user)
            people.append(known_as(ref, profile) if profile else From(who=ref, key="", external=None))
        return replace(sent, people=tuple(people))


def known_as(ref: PersonRef, profile: Profile) -> From:
    return From(who=ref, key="", name=profile.name, language=None, external=profile.external)
