"""Score charts by matplotlib."""

from adapters.charts.apart import ChartsApart
from adapters.charts.pictures import MatplotlibCharts

__all__ = ["ChartsApart", "MatplotlibCharts"]
