#!/bin/sh
# Linux (seen on 6.18), io_uring, a listening TCP socket with a multishot accept.
#
# close(2) of the listener does not end the accept: the ring keeps the socket, which goes on listening and accepting without
# having a descriptor. Each further client connects and its completion arrives with a new descriptor, until the accept is
# cancelled or the ring is closed; the port stays taken for that long. (shutdown(2) before close ends it.)
#
# Seen: "client 1 after close: connected, accepted", the same for client 2, and "after shutdown and close: refused". Fails if
# that changes. Needs a C compiler and a system that allows io_uring.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >listener.c <<'END'
#include <arpa/inet.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void need(int condition, const char *what) {
  if (!condition) {
    perror(what);
    exit(2);
  }
}

static int connects(struct sockaddr_in *address) {
  int client = socket(AF_INET, SOCK_STREAM, 0);
  int result = connect(client, (struct sockaddr *)address, sizeof *address);
  close(client);
  return result == 0;
}

/* Opens a listener, arms a multishot accept, closes the listener, and lets two clients come. */
static void run(int shut_down) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  need(bind(listener, (struct sockaddr *)&address, length) == 0, "bind");
  need(listen(listener, 8) == 0, "listen");
  need(getsockname(listener, (struct sockaddr *)&address, &length) == 0, "getsockname");

  struct io_uring_params p = {0};
  int ring = syscall(SYS_io_uring_setup, 8, &p);
  need(ring >= 0, "io_uring_setup");
  need(p.features & IORING_FEAT_SINGLE_MMAP, "one mapping");
  size_t submissions = p.sq_off.array + p.sq_entries * sizeof(unsigned);
  size_t completions = p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe);
  char *rings = mmap(NULL, submissions > completions ? submissions : completions, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entry = mmap(NULL, p.sq_entries * sizeof *entry, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
                                    ring, IORING_OFF_SQES);
  need(rings != MAP_FAILED && entry != MAP_FAILED, "mmap");
  struct io_uring_cqe *completion = (struct io_uring_cqe *)(rings + p.cq_off.cqes);

  entry->opcode = IORING_OP_ACCEPT;
  entry->ioprio = IORING_ACCEPT_MULTISHOT;
  entry->fd = listener;
  *(unsigned *)(rings + p.sq_off.array) = 0;
  __atomic_store_n((unsigned *)(rings + p.sq_off.tail), 1, __ATOMIC_RELEASE);
  need(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0) == 1, "io_uring_enter");

  if (shut_down) {
    shutdown(listener, SHUT_RD);
  }
  close(listener);
  for (int i = 0; i < 2 && !shut_down; i++) {
    printf("client %d after close: %s, ", i + 1, connects(&address) ? "connected" : "refused");
    fflush(stdout);
    need(syscall(SYS_io_uring_enter, ring, 0, i + 1, IORING_ENTER_GETEVENTS, NULL, 0) >= 0, "io_uring_enter");
    printf("%s\n", completion[i].res >= 0 ? "accepted" : strerror(-completion[i].res));
  }
  if (shut_down) {
    printf("after shutdown and close: %s\n", connects(&address) ? "connected" : "refused");
  }
  close(ring);
}

int main(void) {
  run(0);
  run(1);
  return 0;
}
END
cc -Wall -o listener listener.c
uname -sr
timeout 60 ./listener | tee seen
cat >expected <<'END'
client 1 after close: connected, accepted
client 2 after close: connected, accepted
after shutdown and close: refused
END
cmp seen expected
