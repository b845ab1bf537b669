"""One client's trouble does not keep the others from their daily check."""

from datetime import date

from bot.domain.assessment import Assessment, Record, Stage
from bot.ports import Policy
from tests.dialogs.house import POLICY, House


class Stumbling:
    """The real policy, but for records of so many incidents."""

    def __init__(self, incidents: int) -> None:
        self._incidents = incidents

    def __getattr__(self, name: str) -> object:
        return getattr(POLICY, name)

    def assess(self, record: Record, today: date, standing: Stage) -> Assessment:
        if len(record.incidents) == self._incidents:
            raise RuntimeError("a record that nobody thought of")
        return POLICY.assess(record, today, standing)


async def test_a_client_that_cannot_be_weighed_does_not_stop_the_others() -> None:
    house = House()
    await house.opens("anna", "ben", "lena")
    await house.has_client("Acme", "lena")
    await house.has_client("Zebra", "lena")
    await house.says("anna", "/client-flag acme disrespect:2 shouted")
    await house.says("anna", "/client-flag acme extra_demands:2 free extras")
    await house.says("ben", "/client-flag zebra disrespect:2 shouted")
    await house.settles()
    policy: Policy = Stumbling(2)  # type: ignore[assignment]
    object.__setattr__(house.kit, "policy", policy)
    await house.passes(days=2)
    assert (await house.client("Zebra")).standing.checked_on == house.kit.today()
    assert (await house.client("Acme")).standing.checked_on != house.kit.today()
    assert "day_check_failed" in house.log.events("error")
