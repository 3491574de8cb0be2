"""`python -m py_kernels.cluster --address HOST:PORT`: the cluster's client, which ts/cluster starts.

The token is where the environment says (RAY_AUTH_MODE, RAY_AUTH_TOKEN_PATH). Lines of JSON come on standard
input; it leaves when that ends.
"""

import signal

# Ctrl-C reaches the whole group; TypeScript decides what ends.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)

import argparse  # noqa: E402  (after the signals)
import json  # noqa: E402  (after the signals)
import os  # noqa: E402  (after the signals)
import socket  # noqa: E402  (after the signals)
import sys  # noqa: E402  (after the signals)
from queue import Queue  # noqa: E402  (after the signals)
from threading import Thread  # noqa: E402  (after the signals)
from typing import Any  # noqa: E402  (after the signals)

MISSING_PACKAGE = 3
NO_CLUSTER = 4
# Seconds in which the head must be reached.
REACH = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="py_kernels.cluster", description=__doc__)
    parser.add_argument("--address", required=True, help="HOST:PORT of the cluster's head")
    arguments = parser.parse_args()
    output = os.dup(1)
    # Standard output carries answers alone; whatever Ray prints goes to standard error.
    os.dup2(2, 1)
    try:
        import ray
    except ModuleNotFoundError as error:
        print(f"no module {error.name}", file=sys.stderr)
        return MISSING_PACKAGE
    from .driver import Driver

    def say(line: dict[str, Any]) -> None:
        os.write(output, f"{json.dumps(line)}\n".encode())

    host, _, port = arguments.address.rpartition(":")
    try:
        # Ray would try for minutes, and end without a word that helps.
        socket.create_connection((host, int(port)), timeout=REACH).close()
        ray.init(address=arguments.address, log_to_driver=False, logging_level="error")
    except Exception as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return NO_CLUSTER
    requests: Queue[dict[str, Any] | None] = Queue()
    Thread(target=read, args=(requests,), daemon=True).start()
    say({"ready": True, "cores": ray.cluster_resources().get("CPU", 0)})
    Driver(say).serve(requests)
    os._exit(0)  # the cluster notices, and ends what is still under way


def read(requests: "Queue[dict[str, Any] | None]") -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
    requests.put(None)


sys.exit(main())
