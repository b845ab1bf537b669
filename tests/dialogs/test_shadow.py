"""The first days of a deployment, imports that nobody was told of, and a record held after a restore."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.assessment import Stage
from bot.domain.incident import Incident, Reporter, Source
from bot.messages import Pressed
from bot.record import record_of
from bot.work import daily
from signpost.filing.standing import standing_after_import
from tests.dialogs.house import House, read, told
from tests.dialogs.test_ladder import at, heard, talk_entered


@pytest.fixture
async def young() -> House:
    """A deployment that started today."""
    house = House(shadow=True)
    await house.opens("anna", "ben", "carl", "lena", "dora", "paul")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    await house.has_client("Bergwerk", "paul")
    return house


async def test_owners_alone_are_told_in_the_first_days(young: House) -> None:
    await talk_entered(young)
    await young.until(at("03-12 12:00"))
    assert {line.split()[0] for line in heard(young)} == {"olivia"}
    assert "so far only owners are told" in read(young.nudged("olivia")[0])


async def test_fast_track_breaks_through(young: House) -> None:
    await young.files("anna", "Acme", "crowding_out", 2)
    await young.settles()
    assert heard(young) == ["lena 03-02 10:00"]
    assert "first days" not in read(young.nudged("lena")[0])


async def test_fast_track_breaks_through_where_a_silent_nudge_is_open(young: House) -> None:
    await talk_entered(young)
    assert heard(young, "lena") == []
    await young.files("carl", "Acme", "crowding_out", 2)
    await young.settles()
    assert heard(young, "lena") == ["lena 03-02 10:00"]
    assert "only owners are told" not in read(young.nudged("lena")[0])


async def test_admins_see_in_home_how_many_there_would_have_been(young: House) -> None:
    await talk_entered(young)
    await talk_entered(young, "Bergwerk")
    words = read(await young.page("tarik"))
    assert "until 16 Mar 2026" in words and "would have told leads 2 times" in words


async def test_at_its_end_leads_get_a_summary_and_the_nudges_that_still_hold(young: House) -> None:
    await talk_entered(young)
    notice = told(await young.files("anna", "Bergwerk", "disrespect", 2))
    await young.files("ben", "Bergwerk", "late_payment", 3)
    await young.settles()
    await young.presses("anna", "Undo", notice)
    await young.until(at("03-15 23:00"))
    assert heard(young, "lena") == []
    await young.until(at("03-16 16:00"))
    assert [n.kind for n in young.hears("lena")].count("shadow_end") == 1
    assert heard(young, "lena") == ["lena 03-16 09:00"]
    assert heard(young, "paul") == []
    assert "would have told leads 2 times" in " ".join(young.titles("tarik"))
    await young.until(at("03-17 16:00"))
    assert [n.kind for n in young.hears("lena")].count("shadow_end") == 1


async def test_after_its_end_leads_are_told_directly(young: House) -> None:
    await young.until(at("03-16 10:00"))
    await talk_entered(young)
    assert heard(young) == ["lena 03-16 10:00"]


async def test_end_survives_a_crash_in_the_middle(young: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk_entered(young)
    await young.until(at("03-15 23:00"))
    real = daily._open_to_leads

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    young.clock.set(at("03-16 00:00"))
    monkeypatch.setattr(daily, "_open_to_leads", killed)
    with pytest.raises(KeyboardInterrupt):
        await young.work.tick()
    monkeypatch.setattr(daily, "_open_to_leads", real)
    await young.until(at("03-16 16:00"))
    assert heard(young, "lena") == ["lena 03-16 09:00"]
    assert [n.kind for n in young.hears("lena")].count("shadow_end") == 1


async def imported(house: House, sign: str, severity: int, days_ago: int, reporter: str) -> None:
    """One row of an import: written and weighed, told to nobody."""
    today = house.kit.today()
    day = today - timedelta(days=days_ago)
    async with house.store.write() as unit:
        client = await unit.clients.by_name("Acme")
        assert client is not None
        await unit.incidents.save(
            Incident(
                id=house.kit.ids.new(),
                number=await unit.incidents.next_number(),
                client=client.id,
                sign=sign,
                severity=severity,
                summary="imported",
                occurred_on=day,
                reported_on=day,
                reported_at=house.kit.now() - timedelta(days=days_ago),
                counted_on=day,
                source=Source.IMPORT,
                reporters=(Reporter(person=await house.id_of(reporter), joined_at=house.kit.now()),),
            )
        )
        changes = house.kit.policy.replay(await record_of(unit, client.id), today)
        await unit.clients.save(replace(client, standing=standing_after_import(client.standing, changes, today)))
        await unit.commit()


async def test_import_nudges_nobody_and_the_first_live_report_does(house: House) -> None:
    await imported(house, "disrespect", 2, 5, "anna")
    await imported(house, "late_payment", 3, 4, "ben")
    await imported(house, "non_cooperation", 2, 3, "ben")
    assert await house.stage("Acme") is Stage.TALK
    await house.passes(days=3)
    assert heard(house) == []
    await house.files("carl", "Acme", "price_pressure", 1)
    await house.settles()
    assert heard(house, "lena") == ["lena 03-05 10:00"]
    assert "imported record" in read(house.nudged("lena")[0])


async def test_imported_fast_track_starts_no_clock(house: House) -> None:
    await imported(house, "ethics", 2, 3, "anna")
    assert await house.stage("Acme") is Stage.EXIT
    await house.files("carl", "Acme", "price_pressure", 1)
    await house.settles()
    assert "§ 626" not in read(house.nudged("lena")[0])


async def test_talk_on_an_import_opens_nothing(house: House) -> None:
    await imported(house, "disrespect", 2, 5, "anna")
    await imported(house, "late_payment", 3, 4, "ben")
    await imported(house, "non_cooperation", 2, 3, "ben")
    assert await house.stage("Acme") is Stage.TALK
    values = {"client": (await house.client("Acme")).id, "day": "2026-03-02", "outcome": "agreed"}
    await house.submits("lena", "talk", values)
    await house.settles()
    assert heard(house) == []


async def hold(house: House, *, held: bool) -> None:
    async with house.store.write() as unit:
        organization = await unit.journal.organization()
        assert organization is not None
        await unit.journal.save_organization(replace(organization, held=held))
        await unit.commit()


async def test_nothing_is_sent_while_held_until_an_admin_agrees(house: House) -> None:
    await hold(house, held=True)
    await talk_entered(house)
    await house.passes(days=3)
    assert house.count() == 0
    assert (await house.incident(1)).counts, "reports are still recorded"
    page = await house.page("tarik")
    assert "A backup was restored." in read(page)
    refused = read(told(await house.answers(Pressed(house.by("lena"), "release"))))
    assert "Tarik" in refused
    agreed = read(told(await house.presses("tarik", "Send what waits", page)))
    assert "on its way now" in agreed
    await house.settles()
    assert heard(house, "lena")[0] == "lena 03-05 10:00"
