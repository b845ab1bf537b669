"""How many messages a person gets, in which order of right, and what becomes of the rest; digest and fates."""

from tests.dialogs.house import House, read
from tests.dialogs.test_ladder import at, heard, talk_entered


async def clients_led_by_lena(house: House, count: int) -> list[str]:
    names = [f"Client {word}" for word in ("Alpha", "Bravo", "Charlie", "Delta", "Echo")[:count]]
    for name in names:
        await house.has_client(name, "lena")
    return names


async def test_stage_entries_are_never_held_back(house: House) -> None:
    for name in await clients_led_by_lena(house, 4):
        await talk_entered(house, name)
    assert heard(house) == ["lena 03-02 10:00"] * 4


async def test_over_the_cap_goes_into_one_bundle_next_working_morning(house: House) -> None:
    for name in await clients_led_by_lena(house, 4):
        await talk_entered(house, name)
    await house.until(at("03-03 16:00"))
    reminders = [line for line in heard(house, "lena") if line.startswith("lena 03-03")]
    assert len(reminders) == 2, "two reminders of four"
    await house.until(at("03-04 08:59"))
    assert [n.kind for n in house.hears("lena")].count("bundle") == 0
    await house.until(at("03-04 09:01"))
    (bundle,) = [n for n in house.hears("lena") if n.kind == "bundle"]
    assert read(bundle).startswith("2 more messages")
    await house.until(at("03-05 16:00"))
    assert [n.kind for n in house.hears("lena")].count("bundle") == 1


async def test_bundle_over_a_weekend_waits_for_monday(house: House) -> None:
    await house.until(at("03-05 11:00"))
    for name in await clients_led_by_lena(house, 4):
        await talk_entered(house, name)
    await house.until(at("03-08 23:00"))
    assert [n.kind for n in house.hears("lena")].count("bundle") == 0
    await house.until(at("03-09 09:05"))
    assert [n.kind for n in house.hears("lena")].count("bundle") == 1


async def test_what_is_alone_the_next_morning_comes_as_it_is(house: House) -> None:
    for name in await clients_led_by_lena(house, 3):
        await talk_entered(house, name)
    await house.until(at("03-03 16:00"))
    before = len(house.hears("lena"))
    await house.until(at("03-04 09:01"))
    (late,) = house.hears("lena")[before:]
    assert late.kind == "nudge" and "A reminder" in read(late)
    await house.presses("lena", "Acknowledge", late)
    await house.until(at("03-05 16:00"))
    assert "bundle" not in [notice.kind for notice in house.hears("lena")]


async def test_fast_tracks_are_outside_the_cap(house: House) -> None:
    names = await clients_led_by_lena(house, 5)
    for name in names[:2]:
        await talk_entered(house, name)
    for name in names[2:]:
        await house.files("anna", name, "crowding_out", 2)
    await house.settles()
    assert len(heard(house, "lena")) == 5


async def test_fast_tracks_do_not_use_the_budget_up(house: House) -> None:
    for name in await clients_led_by_lena(house, 3):
        await house.files("anna", name, "crowding_out", 2)
    await house.settles()
    await house.files("lena", "Bergwerk", "late_payment", 1)
    await house.submits("paul", "talk", await talk_values(house, "Bergwerk"))
    await house.settles()
    assert "The lead has talked to Bergwerk." in house.titles("lena")


async def talk_values(house: House, client: str) -> dict[str, str]:
    return {"client": (await house.client(client)).id, "day": house.kit.today().isoformat(), "outcome": "agreed"}


async def test_nudges_go_before_fates(house: House) -> None:
    """On a morning on which more is due than the budget holds, the reminder wins."""
    await house.files("lena", "Bergwerk", "late_payment", 1)
    await house.until(at("03-02 18:00"))
    names = await clients_led_by_lena(house, 2)
    for name in names:
        await talk_entered(house, name)
    await house.submits("paul", "talk", await talk_values(house, "Bergwerk"))
    await house.until(at("03-03 09:05"))
    kinds = [notice.kind for notice in house.hears("lena")]
    assert kinds == ["nudge", "nudge"]
    await house.until(at("03-04 08:00"))
    assert [n.kind for n in house.hears("lena")].count("fate") == 0
    await house.until(at("03-04 09:05"))
    assert "The lead has talked to Bergwerk." in read(house.hears("lena")[-1])


async def test_answers_to_ones_own_action_do_not_count(house: House) -> None:
    for _ in range(5):
        await house.says("lena", "/client-flag help")
    await talk_entered(house)
    assert len(heard(house, "lena")) == 1


async def test_fate_is_told_once_to_everybody_who_reported_and_not_to_the_actor(house: House) -> None:
    await house.files("anna", "Acme", "late_payment", 1)
    await house.files("anna", "Acme", "disrespect", 1)
    await house.files("ben", "Acme", "disrespect", 1, occurred_on="2026-02-27")
    await house.files("lena", "Acme", "price_pressure", 1)
    await house.submits("lena", "talk", {**await talk_values(house, "Acme"), "note": "they were angry about Anna"})
    await house.settles()
    for who in ("anna", "ben"):
        (fate,) = house.hears(who)
        assert read(fate).startswith("The lead has talked to Acme Outdoor.")
        assert "angry" not in read(fate) and "agreed" not in read(fate)
    assert house.hears("lena") == [] and house.hears("carl") == []


async def test_digest_on_monday_morning(house: House) -> None:
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.until(at("03-09 08:59"))
    assert [n.kind for n in house.hears("lena")].count("digest") == 0
    await house.until(at("03-09 09:00"))
    (digest,) = [n for n in house.hears("lena") if n.kind == "digest"]
    assert "Acme Outdoor · talk · 19.1 points" in read(digest) and "1 open nudge" in read(digest)
    assert [n.kind for n in house.hears("olivia")] == ["digest"]
    assert house.hears("paul") == [], "nothing to look after"
    assert house.hears("anna") == []
    await house.until(at("03-13 17:00"))
    assert [n.kind for n in house.hears("lena")].count("digest") == 1


async def test_digest_after_a_holiday_monday_comes_on_tuesday(house: House) -> None:
    await house.until(at("04-02 11:00"))
    await talk_entered(house)
    await house.presses("lena", "Acknowledge", house.hears("lena")[0])
    await house.until(at("04-07 08:59"))
    assert [n.kind for n in house.hears("lena")].count("digest") == 0
    await house.until(at("04-07 09:00"))
    assert [n.kind for n in house.hears("lena")].count("digest") == 1


async def test_watch_is_in_home_and_digest_only(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2)
    await house.files("ben", "Acme", "non_cooperation", 2)
    await house.settles()
    assert house.count() == 0
    await house.until(at("03-09 09:00"))
    assert [n.kind for n in house.hears("lena")] == ["digest"]
    assert "watch" in read(await house.page("lena"))
