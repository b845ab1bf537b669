"""Fast tracks: incidents that are enough for a stage of their own, derived from the facts alone.

An incident that qualifies has its track from the day it counts; the track is in force for the days of its hold (60 for
`talk`, 120 for `exit`) unless a lead released it, and is a floor while in force. The legal clock (§ 626(2) BGB) runs
from the day of report. A sign that was only guessed never comes here: it is a suspicion and does not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.assessment import FastTrack, RecordedIncident, Stage
from policies.numbers import FastTrackRule, Numbers


@dataclass(frozen=True, slots=True)
class Track:
    """A fast track and the local day on which its hold was released."""

    fast_track: FastTrack
    released_on: date | None

    def in_force(self, day: date) -> bool:
        track = self.fast_track
        return track.since <= day < track.held_until and not (self.released_on and self.released_on <= day)


def rule_for(incident: RecordedIncident, rules: Sequence[FastTrackRule]) -> FastTrackRule | None:
    """The line for this sign with the highest severity that the incident reaches."""
    fit = [rule for rule in rules if rule.sign == incident.sign and incident.severity >= rule.severity]
    return max(fit, key=lambda rule: rule.severity, default=None)


def track_of(incident: RecordedIncident, numbers: Numbers) -> FastTrack | None:
    rule = rule_for(incident, numbers.fast_tracks)
    if rule is None:
        return None
    since = max(incident.counted_on, incident.occurred_on)
    clock = rule.clock_days
    return FastTrack(
        incident=incident.id,
        sign=incident.sign,
        severity=incident.severity,
        stage=rule.stage,
        since=since,
        held_until=since + timedelta(days=numbers.hold_days[rule.stage]),
        clock_ends_on=incident.reported_on + timedelta(days=clock) if clock is not None else None,
        protect=rule.protect,
    )


def tracks_of(
    incidents: Iterable[RecordedIncident], released: Mapping[str, date], numbers: Numbers
) -> tuple[Track, ...]:
    """All tracks, gravest stage first, then the oldest."""
    found = (track for incident in incidents if (track := track_of(incident, numbers)))
    ordered = sorted(found, key=lambda track: (-track.stage, track.since, track.incident))
    return tuple(Track(track, released.get(track.incident)) for track in ordered)


def in_force(tracks: Sequence[Track], day: date) -> tuple[FastTrack, ...]:
    return tuple(track.fast_track for track in tracks if track.in_force(day))


def released_today(tracks: Sequence[Track], day: date, stage: Stage) -> bool:
    """Whether a lead dismissed on this very day a fast track that had led to this stage."""
    return any(
        track.released_on == day and track.fast_track.stage is stage and track.fast_track.since <= day
        for track in tracks
    )
