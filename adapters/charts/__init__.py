"""Score charts by matplotlib."""

from adapters.charts.pictures import MatplotlibCharts

__all__ = ["MatplotlibCharts"]
