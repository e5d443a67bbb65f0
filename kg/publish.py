"""Publication: a state of the store becomes what readers see, with the files that are computed from it once."""

from __future__ import annotations

from kg.store import Sidecar, Store
from kg.text_index import lacks_index, write_index
from kg.void import write_void

SIDECARS: tuple[Sidecar, ...] = (write_void, write_index)
"""What is written into the folder of each snapshot, in this order."""


def publish(store: Store) -> str:
    """Give readers the present state of ``store`` with its sidecar files; returns its version. Raises StoreError.

    A version that another program published without an index for searching is published anew.
    """
    if store.path is not None and lacks_index(store.path):
        store.changed()
    return store.publish(SIDECARS)
