"""The real world: clock, ids, randomness, log. The only place that asks the machine for any of them."""

from adapters.system.log import JsonLog, route_standard_logging
from adapters.system.real import SystemClock, SystemIds, SystemRng

__all__ = ["JsonLog", "SystemClock", "SystemIds", "SystemRng", "route_standard_logging"]
