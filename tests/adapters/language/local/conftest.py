"""A detector that learned from every twelfth of the packaged messages: quick to make, good enough for what it does."""

import pytest

from adapters.language.local.corpus import Labelled, packaged
from adapters.language.local.detector import LocalDetector
from adapters.language.local.model import Model
from adapters.language.local.train import train


@pytest.fixture(scope="session")
def few() -> list[Labelled]:
    return packaged()[::12]


@pytest.fixture(scope="session")
def model(few: list[Labelled]) -> Model:
    return train(few, folds=2)


@pytest.fixture(scope="session")
def detector(model: Model) -> LocalDetector:
    return LocalDetector(model)
