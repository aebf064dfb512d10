"""What was asked of the service, what it answered, and what came of it."""

import json
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

ACKNOWLEDGED, REFUSED, UNKNOWN = "acknowledged", "refused", "unknown"


@dataclass
class Entry:
    """A change that was asked for."""

    # The request's own identifier, which its audit record bears.
    request: str
    # Of what kind the object is, and the mark by which it is found whatever became of it.
    kind: str
    mark: str
    # What the audit record says happened: CREATE, UPDATE, DELETE.
    verb: str
    # The object after it; nothing, if it is gone.
    effect: tuple | None
    outcome: str = UNKNOWN
    status: int | None = None
    answer: str = ""
    seconds: float = 0


class Ledger:
    """Entries in the order in which they were answered; those of one object in the order they were sent."""

    def __init__(self):
        self.lock = threading.Lock()
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> Entry:
        with self.lock:
            self.entries.append(entry)
        return entry

    def count(self, outcome: str) -> int:
        """How many came out so."""
        with self.lock:
            return sum(entry.outcome == outcome for entry in self.entries)

    def __len__(self) -> int:
        with self.lock:
            return len(self.entries)


@dataclass
class Counts:
    """What a run did and found."""

    faults: int = 0
    requests: int = 0
    acknowledged: int = 0
    refused: int = 0
    unknown: int = 0
    # Of the unknown ones, those that were made.
    unknown_made: int = 0
    # Acknowledged, and not there.
    lost: int = 0
    # Anything else where answer, state and audit log do not agree.
    contradicted: int = 0
    by_fault: dict[str, int] = field(default_factory=dict)
    # The longest time until the service answered again, by fault.
    seconds: dict[str, float] = field(default_factory=dict)

    def fault(self, name: str, count: int = 1) -> None:
        """Notes a fault that was brought about."""
        self.faults += count
        self.by_fault[name] = self.by_fault.get(name, 0) + count

    def returned(self, name: str, seconds: float) -> None:
        """Notes after how long the service answered again."""
        self.seconds[name] = max(self.seconds.get(name, 0), seconds)

    def add(self, other: dict) -> None:
        """Adds what another run counted."""
        for name, value in other.items():
            mine = getattr(self, name)
            if not isinstance(mine, dict):
                setattr(self, name, mine + value)
                continue
            for key, part in value.items():
                mine[key] = max(mine.get(key, 0), part) if name == "seconds" else mine.get(key, 0) + part

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    def lines(self) -> list[str]:
        """What a person reads at the end of a run."""
        names = [*self.by_fault, *(name for name in self.seconds if name not in self.by_fault)]
        width = max(map(len, names), default=0)
        lines = [
            f"  {name:<{width}}  {self.by_fault.get(name, ''):>5}"
            + (f"   answers again within {self.seconds[name]:.1f} s" if name in self.seconds else "")
            for name in names
        ]
        lines.append(
            f"{self.faults} faults, {self.requests} requests, {self.acknowledged} acknowledged, "
            f"{self.refused} refused, {self.unknown} unknown ({self.unknown_made} of them made)"
        )
        return lines + [f"lost {self.lost}, contradicted {self.contradicted}"]
