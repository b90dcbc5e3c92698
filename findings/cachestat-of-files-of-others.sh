#!/bin/sh
# Linux 6.18.44.
#
# cachestat (since Linux 6.5) tells how much of a file is in the page cache: for a server, whether sending it would wait for the
# disk. It takes a descriptor, and one that is open for reading looks like enough: its bytes may be read, and how long a
# read takes tells the same. But it is refused with EPERM unless the process owns the file or may write to it, even by a descriptor that
# its owner has opened and handed over. So a web server that runs as a user of its own, with files of root's, never gets an
# answer, and the call may only save work, not decide whether there is any.
#
# Seen: "owner: 10 pages" and "other user, same descriptor: Operation not permitted". Fails if the other user gets a number. Needs root.
set -eu
[ "$(id -u)" = 0 ] || { echo "needs root, to become another user" && exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - "$folder/file" <<'END'
import ctypes, os, sys

CACHESTAT = 451
libc = ctypes.CDLL(None, use_errno=True)


def pages(descriptor):
    everything, counts = (ctypes.c_uint64 * 2)(0, 0), (ctypes.c_uint64 * 5)()
    if libc.syscall(CACHESTAT, descriptor, everything, counts, 0) < 0:
        return os.strerror(ctypes.get_errno())
    return f"{counts[0]} pages"


with open(sys.argv[1], "wb") as file:
    file.write(b"x" * 40_960)
descriptor = os.open(sys.argv[1], os.O_RDONLY)
print("owner:", pages(descriptor), flush=True)
if os.fork() == 0:
    os.setgid(65534)
    os.setuid(65534)
    assert len(os.pread(descriptor, 40_960, 0)) == 40_960, "it may read the file"
    print("other user, same descriptor:", pages(descriptor), flush=True)
    os._exit(1 if "pages" in pages(descriptor) else 0)
_, status = os.wait()
sys.exit(os.waitstatus_to_exitcode(status))
END
