"""The machine that figures were measured on, in one line: every table of figures begins with it."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processor, cores, memory, Python, and how busy it is already."""
    named = [line.partition(":")[2].strip() for line in _read("/proc/cpuinfo") if line.startswith("model name")]
    memory = [int(line.split()[1]) for line in _read("/proc/meminfo") if line.startswith("MemTotal")]
    parts = [
        named[0] if named else platform.machine(),
        f"{os.cpu_count()} cores",
        f"{memory[0] / 1e6:.0f} GB" if memory else "memory not known",
        f"{platform.system()}, Python {platform.python_version()}",
        f"load {os.getloadavg()[0]:.1f} at the start",
    ]
    return ", ".join(parts)


def _read(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
