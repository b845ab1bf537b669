"""Deployments for the command-line tests."""

from pathlib import Path

import pytest

from tests.unit.signpost.deployment import Deployment, deployed

CLIENTS = """name;aliases;language;leads;deputies;channels
Acme GmbH;acme;de;slack:T01/U01;slack:T01/U02;slack:T01/C0ACME
Beta AG;;;slack:T01/U01;;
"""


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and nothing in them."""
    made = deployed(tmp_path_factory.mktemp("tables"))
    return made.folder / "var" / "signpost.db"


@pytest.fixture
def deployment(tmp_path: Path, tables: Path) -> Deployment:
    return deployed(tmp_path, tables)


@pytest.fixture
def firm(deployment: Deployment) -> Deployment:
    """A deployment with two clients."""
    deployment.done("clients", "import", deployment.file("clients.csv", CLIENTS))
    return deployment
