"""``python -m adapters.documents.worker``: writes what stands on stdin. Started by ``DocumentsApart`` only."""

from adapters.common.apart import work_off
from adapters.documents.apart import worked

if __name__ == "__main__":
    work_off(worked)
