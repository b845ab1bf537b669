"""Score charts by matplotlib."""

from adapters.charts.apart import ChartsApart

__all__ = ["ChartsApart"]
