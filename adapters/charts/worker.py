"""``python -m adapters.charts.worker``: draws what stands on stdin until that ends. Started by ``ChartsApart`` only."""

from adapters.charts.apart import drawn_job
from adapters.common.apart import work_off

if __name__ == "__main__":
    work_off(drawn_job)
