"""All behaviour on one page: which message goes to which handler."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot import messages as m
from bot.handlers import clients, drafting, flagging, forms, linking, nudging, pages, people, reports, showing, talks

Handler = Callable[..., Awaitable[Any]]

HANDLERS: Mapping[type, Handler] = {
    m.OpenForm: forms.open_form,
    m.FlagByWords: flagging.flag_by_words,
    m.FlagIncident: flagging.flag_incident,
    m.ConfirmIncident: reports.confirm_incident,
    m.DismissIncident: reports.dismiss_incident,
    m.WithdrawIncident: reports.withdraw_incident,
    m.CorrectIncident: reports.correct_incident,
    m.JoinIncident: reports.join_incident,
    m.ConfirmFacts: reports.confirm_facts,
    m.ShowMine: reports.show_mine,
    m.ShowIncident: reports.show_incident,
    m.ShowHelp: showing.show_help,
    m.ShowPrivacy: showing.show_privacy,
    m.ShowStatus: showing.show_status,
    m.SetClient: clients.set_client,
    m.BindChannel: clients.bind_channel,
    m.UnbindChannel: clients.unbind_channel,
    m.ChangeClientState: clients.change_client_state,
    m.RecordTalk: talks.record_talk,
    m.AddNote: talks.add_note,
    m.AcknowledgeNudge: nudging.acknowledge_nudge,
    m.SnoozeNudge: nudging.snooze_nudge,
    m.DismissNudge: nudging.dismiss_nudge,
    m.WriteDraft: drafting.write_draft,
    m.ShowDraft: drafting.show_draft,
    m.SetAway: people.set_away,
    m.AdmitPerson: people.admit_person,
    m.LinkPeople: linking.link_people,
    m.ReleaseHeld: people.release_held,
    m.PageAsked: pages.show_page,
    m.ChartAsked: showing.draw_chart,
    m.ClientsSought: showing.seek_clients,
    m.StrangersSought: people.seek_strangers,
    m.HelpWanted: people.help_wanted,
    m.Installed: people.installed,
    m.ReceiptWanted: reports.receipt_wanted,
    m.PersonSeen: people.person_seen,
    m.SharingChanged: clients.sharing_changed,
    m.ChannelMoved: clients.channel_moved,
}
