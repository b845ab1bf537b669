"""The firm that most dialogs begin with."""

import pytest

from tests.dialogs.house import House


@pytest.fixture
async def house() -> House:
    """Anna, Ben and Carl report; Lena leads Acme Outdoor with Dora as deputy, Paul leads Bergwerk."""
    house = House()
    await house.opens("anna", "ben", "carl", "lena", "dora", "paul")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme, AO")
    await house.has_client("Bergwerk", "paul")
    return house
