"""How long the sample article takes, from process start to finished table, and how much memory.

Every run is a fresh process, as a person would start it:

    python benchmarks/seed_article.py --runs 5

Prints the seconds and the peak memory of the whole process tree, and writes them with the
machine and the versions to `benchmarks/results/seed_article.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from machine import machine

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "seed_article.json"
PACKAGES = ("numpy", "onnxruntime", "pandas", "pyarrow", "tokenizers", "torch", "transformers")
MEGABYTE = 1024 * 1024
SECONDS_PROMISED = 6.0
MEGABYTES_PROMISED = 700.0


def tree_memory(root: int) -> int:
    """Resident bytes of a process and all its descendants; 0 where there is no /proc."""
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
        total += pages * os.sysconf("SC_PAGE_SIZE")
    return total


def watch(pid: int, stop: threading.Event, seen: list[int]) -> None:
    """Keep the largest sum over the process tree in ``seen[0]`` until told to stop."""
    while not stop.wait(0.005):
        seen[0] = max(seen[0], tree_memory(pid))


def run_once(folder: Path) -> tuple[float, float, int]:
    """Seconds, peak megabytes and rows of one fresh run."""
    output = folder / "table.csv"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "stance", "analyze", "seeds/", "--output", str(output)]
    stop, seen = threading.Event(), [0]
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watcher = threading.Thread(target=watch, args=(process.pid, stop, seen), daemon=True)
    watcher.start()
    complaint = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    stop.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"The run failed ({process.returncode}): {complaint.decode().strip()}")
    # The kernel's own high-water mark of the largest process mends what sampling may miss.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = max(seen[0], usage.ru_maxrss * unit)
    rows = len(output.read_text(encoding="utf-8").splitlines()) - 1
    return seconds, peak / MEGABYTE, rows


def spread(values: list[float], digits: int) -> dict[str, float]:
    """Median, smallest and largest."""
    return {
        "median": round(statistics.median(values), digits),
        "min": round(min(values), digits),
        "max": round(max(values), digits),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="fresh processes to time (default: 5)")
    parser.add_argument("--result", type=Path, default=RESULT, help="where the numbers go")
    arguments = parser.parse_args()
    result: dict[str, object] = {"what": "python -m stance analyze seeds/ --output table.csv"}
    result["machine"] = machine(PACKAGES)
    with tempfile.TemporaryDirectory() as folder:
        runs = [run_once(Path(folder)) for _ in range(arguments.runs)]
    seconds = [run[0] for run in runs]
    peaks = [run[1] for run in runs]
    result |= {
        "runs": len(runs),
        "rows": runs[0][2],
        "seconds": spread(seconds, 2) | {"each": [round(value, 2) for value in seconds]},
        "peak_megabytes": spread(peaks, 0),
        "promised": {"seconds": SECONDS_PROMISED, "megabytes": MEGABYTES_PROMISED},
    }
    arguments.result.parent.mkdir(parents=True, exist_ok=True)
    arguments.result.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))
    kept = max(seconds) < SECONDS_PROMISED and max(peaks) < MEGABYTES_PROMISED
    print("Promise kept." if kept else "Promise BROKEN: under 6 seconds and under 700 MB.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
