"""The engines behind the ports ``Jobs`` and ``Work``: an embedded loop for one process, procrastinate for many."""

from adapters.jobs.embedded import EmbeddedJobs
from adapters.jobs.engine import Engine
from adapters.jobs.replicated import ProcrastinateJobs
from adapters.jobs.schema import TABLE_PREFIX, apply_schema

__all__ = ["TABLE_PREFIX", "EmbeddedJobs", "Engine", "ProcrastinateJobs", "apply_schema"]
