"""The local detector: no network, no hosted model. It learns from labelled messages at the first start."""

from adapters.language.local.cache import load
from adapters.language.local.detector import LocalDetector

__all__ = ["LocalDetector", "load"]
