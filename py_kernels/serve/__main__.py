"""`python -m py_kernels.serve`: the kernel process, started by TypeScript (docs/protocol.md, "Starting")."""

import signal

# What is sent to the whole group (Ctrl-C, a terminal that closes, `timeout`) reaches this process too, but
# TypeScript decides when it ends: it may want to save its work. Before torch, whose import takes seconds.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)

import argparse  # noqa: E402  (after the signals)
import os  # noqa: E402  (after the signals)
import sys  # noqa: E402  (after the signals)
from contextlib import suppress  # noqa: E402  (after the signals)
from pathlib import Path  # noqa: E402  (after the signals)
from threading import Thread  # noqa: E402  (after the signals)

from .version import PROTOCOL  # noqa: E402  (after the signals)
from .waiting import choose  # noqa: E402  (after the signals)

# oneDNN keeps what it compiles for a product in bfloat16 of a size. Batches have another size at each depth
# and step, and of 1,024, as it would by itself, hardly one is kept until it is asked for again.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")

MISSING_PACKAGE = 3
BAD_REQUEST = 4
OTHER_PROTOCOL = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="py_kernels.serve", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="folder for the sockets")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), required=True)
    parser.add_argument("--threads", type=int, required=True, help="0: one a core")
    parser.add_argument("--rank", type=int, default=0, help="which of --ranks processes this is")
    parser.add_argument("--ranks", type=int, default=1, help="processes that train together; 0 leads them")
    parser.add_argument("--protocol", type=int, required=True, help="that of whoever starts this")
    arguments = parser.parse_args()
    if arguments.protocol != PROTOCOL:  # before torch, whose import takes seconds
        print(PROTOCOL, file=sys.stderr)
        return OTHER_PROTOCOL
    Thread(target=leave_at_end_of_input, args=(arguments.folder,), daemon=True).start()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = arguments.threads or max(1, cores // arguments.ranks)
    choose(threads)
    output = os.dup(1)
    # Standard output carries the endpoints alone; whatever is printed, by C code too, goes to standard error.
    os.dup2(2, 1)
    try:
        from .follow import follow
        from .ranks import Ranks
        from .server import serve
        from .session import Session
    except ModuleNotFoundError as error:
        print(f"no module {error.name}", file=sys.stderr)
        return MISSING_PACKAGE
    try:
        session = Session(arguments.device, threads)
        if arguments.ranks > 1:
            session.ranks = Ranks(arguments.rank, arguments.ranks, arguments.folder, session.device)
    except ValueError as error:
        print(error, file=sys.stderr)
        return BAD_REQUEST

    if session.ranks and not session.ranks.leads:
        follow(session, session.ranks)

    def announce(line: str) -> None:
        with suppress(BrokenPipeError):  # nobody is there any more: standard input has ended too
            os.write(output, f"{line}\n".encode())
        os.close(output)

    serve(arguments.folder, session, announce)
    sys.stderr.flush()
    os._exit(0)  # everything is closed, and taking torch apart would keep TypeScript waiting


def leave_at_end_of_input(folder: Path) -> None:
    """Ends the process when whoever started it is gone, and removes what would be left behind."""
    while os.read(0, 4096):
        pass
    for name in ("work", "control", "ranks"):
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # somebody else removed it, or keeps something in it
        folder.rmdir()
    os._exit(0)


sys.exit(main())
