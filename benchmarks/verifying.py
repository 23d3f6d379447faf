"""A process that only verifies a bundle, and tells how long that took and what it held."""

import json
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from time import perf_counter

from infra import verify

if __name__ == "__main__":
    begun = perf_counter()
    with redirect_stdout(StringIO()):
        assert verify.main(sys.argv[1:]) == 0
    seconds = perf_counter() - begun
    (peak,) = (
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    print(json.dumps([seconds, int(peak.split()[1]) * 1024]))
