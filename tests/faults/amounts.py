"""How much of a guarantee is tried: a sample in ``make test``, the full number in ``make proof``."""

import os

from tests.requirements import proving


def amount(*, sample: int, full: int) -> int:
    """The full number under ``SIGNPOST_PROOF=1``; where ``SIGNPOST_PROOF_SHARE`` (0 to 1) is set, that share of it."""
    if not proving():
        return sample
    return max(sample, round(full * float(os.environ.get("SIGNPOST_PROOF_SHARE", "1"))))
