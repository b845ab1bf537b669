"""What a check-in promises, how it is built and how that is tested, as a page that every door shows: the words of
``docs/anonymity.md`` for the people who are asked, in their language."""

from bot.notices.checkins import bare_promise
from bot.notices.parts import Items, Page, Paragraph, Section, Small, Text
from bot.voice import Voice


def anonymity_page(say: Voice, group: int, *, team: bool) -> Page:
    """``group``: the fewest answers of which anything is shown; ``team``: those who were asked read the results."""
    sections = (
        Section(say.word("The promise"), bare_promise(say)),
        Section(say.word("How it works"), (Items(_how(say, group)),)),
        Section(say.word("What is shown"), (Items(_shown(say, group, team=team)),)),
        Section(say.word("What it cannot promise"), (Items(_limits(say)),)),
        Section(say.word("How it is tested"), (*map(Paragraph, _tests(say)), Small(_more(say)))),
    )
    lead = say("Never “100 % anonymous”: nothing that passes through other people's machines is.")
    return Page("anonymity", say.word("What a check-in is, and what it promises"), sections, lead)


def _how(say: Voice, group: int) -> tuple[Text, ...]:
    return (
        say(
            "*A round opens.* Who is asked is fixed for the whole round: never guests, nobody who has said *Do not ask "
            "me*. For this round alone keys are made and kept in a folder of their own, outside the database and its "
            "backups."
        ),
        say(
            "*Somebody answers.* The answer is padded to one length, sealed with the round's key and stored in a slot "
            "that tells nothing without the round's secret. A second answer takes the place of the first. Nothing else "
            "is written: no time, no line in a log, no count."
        ),
        say(
            "*While it is open* nobody sees how many have answered, who, or what. Reminders go to everybody in the "
            "group, to those who have answered as well."
        ),
        say(
            "*It closes* by itself after 2 to 14 days; nobody closes it earlier. With fewer than {n} answers all are "
            "destroyed unread. Otherwise they are opened in memory, all together, and what may be shown is written "
            "when the answers are deleted.",
            n=group,
        ),
        say(
            "*Then the keys are destroyed*, and the traces of deleted rows with them. Whatever a crash interrupts, the "
            "next start finishes. If keys are lost while a round is open, it is void: everybody is told, and nothing "
            "is guessed."
        ),
    )


def _shown(say: Voice, group: int, *, team: bool) -> tuple[Text, ...]:
    readers = (
        say("Results are for the client's leads and deputies, the owners, and the people who were asked.")
        if team
        else say("Results are for the client's leads and deputies and the owners.")
    )
    return (
        say("Below {n} answers: nothing.", n=group),
        say("From then on a band: low, middling, high."),
        say(
            "From 12 answers on how often each face was chosen; never where all answers are equal, or where the group "
            "differs by a few people only from an earlier one: the difference would tell the answer of whoever came or "
            "went."
        ),
        say("From three comments on these, in the order of the alphabet, without the faces, undated."),
        say("Over time a picture of the bands. No numbers beside a band, no changes between two rounds, no filters."),
        readers,
    )


def _limits(say: Voice) -> tuple[Text, ...]:
    return (
        say(
            "*The chat platform.* Slack, Microsoft Teams and the like carry the click, the face and the comment, and "
            "could read them like any message."
        ),
        say(
            "*Whoever runs the server, while a round is open*, can read the folder of keys and open the answers, or "
            "change the program. After the close that is over, unless the keys were copied before."
        ),
        say("*A disk's memory.* A deleted file may linger on a disk for a while."),
        say("*Your own words.* Somebody may know your style. Write no names and nothing that gives you away."),
        say("*A group that agrees.* If everybody is unhappy, the band says so of everybody."),
        say("*Who was asked* is no secret: the lead has named the group."),
        say(
            "*That you take part:* while a round is open, the database holds as many rows as there are answers, for "
            "whoever runs the server."
        ),
    )


def _tests(say: Voice) -> tuple[Text, ...]:
    return (
        say(
            "Attacker programs belong to Signpost's tests. They see every table, every new byte and the log after each "
            "click, know who clicked when, and everything after the close; then they match people with comments. In "
            "500 rounds on each database none may be right more often than by guessing."
        ),
        say(
            "Leaks are planted to see that the attackers find them. And simulated teams show that no guess about one "
            "person, from all that was ever published, gains more than five points on what the mood of the team alone "
            "tells of anybody."
        ),
    )


def _more(say: Voice) -> Text:
    return say("The whole of it, with results, is in Signpost's documentation: `docs/anonymity.md`.")
