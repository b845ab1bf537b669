"""The trained model is kept in a file named after the data and the code that made it."""

import hashlib
import os
import tempfile
from pathlib import Path
from threading import Lock

from adapters.language.local import corpus
from adapters.language.local.detector import LocalDetector
from adapters.language.local.model import Model
from bot.domain.playbook import SIGN_KEYS

CODE = ("corpus.py", "features.py", "model.py", "passages.py", "train.py", "words.py", "words.txt")
_TRAINING = Lock()
_DIGEST = hashlib.sha256().digest_size


def load(folder: Path) -> LocalDetector:
    """From the file in ``folder``, else trained now and kept there if that can be."""
    file = folder / f"detector-{key()}.bin"
    return LocalDetector(_read(file) or _trained(file))


def _trained(file: Path) -> Model:
    """One thread at a time: liblinear's random numbers are the process's, and two at once would not be the same."""
    with _TRAINING:
        if made := _read(file):
            return made
        # Imported here: it brings scikit-learn, which costs 120 MB that screening does not need.
        from adapters.language.local.train import train

        model = train(corpus.packaged())
        _write(file, model.to_bytes())
        return model


def key() -> str:
    """Changes with every change of the packaged messages and of the code that learns from them."""
    # Their order is that of the tables' columns.
    digest = hashlib.sha256(" ".join(SIGN_KEYS).encode())
    here = Path(__file__).parent
    for path in (*(here / name for name in CODE), *corpus.files()):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _read(file: Path) -> Model | None:
    """None where there is none, or where it is not whole."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    digest, content = content[:_DIGEST], content[_DIGEST:]
    return Model.from_bytes(content) if digest == hashlib.sha256(content).digest() else None


def _write(file: Path, content: bytes) -> None:
    """In one step, so that nobody reads half of it; of two processes at once the later one wins, with the same."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(hashlib.sha256(content).digest() + content)
            os.replace(name, file)
            _forget(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return


def _forget(kept: Path) -> None:
    """The files of other versions. One that still wants its own trains again."""
    for other in kept.parent.glob("detector-*.bin"):
        if other != kept:
            other.unlink(missing_ok=True)
