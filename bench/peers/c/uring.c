// uring PORT: an echo server in C, one thread on io_uring.
//
// Multishot accept and receive, a ring of buffers that the kernel receives into, and one system
// call a turn, which submits what was queued and waits. A buffer goes back to the kernel when it
// has been sent. A connection has one send under way at a time, since two could overtake each
// other; what came meanwhile waits in its queue, as a list of buffers.

#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listening.h"

enum {
  SUBMISSIONS = 2048,
  COMPLETIONS = 8192,
  BUFFERS = 4096,
  BUFFER_SIZE = 4096,
  BUFFER_GROUP = 1,
  DESCRIPTORS = 1 << 20,
};

// What a completion is of: the upper half of its user data. The lower half is the descriptor.
typedef enum { ACCEPT, RECEIVE, SEND } Kind;

// An index into `buffers`, plus one: zero is none, so that a zeroed connection is an empty one.
typedef unsigned short Buffer;

typedef struct {
  Buffer first;  // of the queue; the one that is being sent
  Buffer last;
  bool ended;    // receives no more; closes once the queue is empty
  bool starved;  // waits for buffers to receive again
} Connection;

static struct io_uring ring;
static struct io_uring_buf_ring *free_buffers;
static char (*buffers)[BUFFER_SIZE];
static int lengths[BUFFERS + 1];
static Buffer next_of[BUFFERS + 1];
static Connection connections[DESCRIPTORS];
static int listener;

static int starved[DESCRIPTORS];
static int starved_count;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static struct io_uring_sqe *submission(Kind kind, int fd) {
  struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
  while (entry == NULL) {  // the queue is full
    io_uring_submit(&ring);
    entry = io_uring_get_sqe(&ring);
  }
  entry->user_data = (__u64)kind << 32 | (unsigned)fd;
  return entry;
}

static void accept_more(void) {
  struct io_uring_sqe *entry = submission(ACCEPT, listener);
  io_uring_prep_multishot_accept(entry, listener, NULL, NULL, 0);
}

static void receive_more(int fd) {
  struct io_uring_sqe *entry = submission(RECEIVE, fd);
  io_uring_prep_recv_multishot(entry, fd, NULL, 0, 0);
  entry->flags |= IOSQE_BUFFER_SELECT;
  entry->buf_group = BUFFER_GROUP;
}

static void give_back(Buffer buffer) {
  int index = buffer - 1;
  io_uring_buf_ring_add(free_buffers, buffers[index], BUFFER_SIZE, index,
                        io_uring_buf_ring_mask(BUFFERS), 0);
  io_uring_buf_ring_advance(free_buffers, 1);
  while (starved_count > 0) {
    int fd = starved[--starved_count];
    if (connections[fd].starved) {  // and not closed meanwhile
      connections[fd].starved = false;
      receive_more(fd);
    }
  }
}

static void send_first(int fd) {
  Buffer buffer = connections[fd].first;
  struct io_uring_sqe *entry = submission(SEND, fd);
  io_uring_prep_send(entry, fd, buffers[buffer - 1], lengths[buffer], MSG_WAITALL | MSG_NOSIGNAL);
}

static void enqueue(int fd, Buffer buffer) {
  Connection *connection = &connections[fd];
  next_of[buffer] = 0;
  if (connection->first == 0) {
    connection->first = connection->last = buffer;
    send_first(fd);
  } else {
    next_of[connection->last] = buffer;
    connection->last = buffer;
  }
}

static void dequeue(int fd) {
  Buffer buffer = connections[fd].first;
  connections[fd].first = next_of[buffer];
  give_back(buffer);
}

static void close_if_done(int fd) {
  Connection *connection = &connections[fd];
  if (connection->ended && connection->first == 0) {
    *connection = (Connection){0};
    close(fd);
  }
}

static void accepted(int fd, bool more) {
  if (fd >= DESCRIPTORS) {
    close(fd);
  } else if (fd >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    receive_more(fd);
  }
  if (!more) {
    accept_more();
  }
}

static void received(int fd, int result, Buffer buffer, bool more) {
  if (result > 0) {
    lengths[buffer] = result;
    enqueue(fd, buffer);
  }
  if (more) {
    return;
  }
  if (result > 0) {
    receive_more(fd);
  } else if (result == -ENOBUFS) {
    connections[fd].starved = true;
    starved[starved_count++] = fd;
  } else {
    connections[fd].ended = true;
    close_if_done(fd);
  }
}

static void sent(int fd, int result) {
  Connection *connection = &connections[fd];
  if (result == lengths[connection->first]) {
    dequeue(fd);
    if (connection->first != 0) {
      send_first(fd);
    }
  } else {  // the peer is gone; what is still received ends soon
    connection->ended |= connection->starved;
    connection->starved = false;
    shutdown(fd, SHUT_RDWR);
    while (connection->first != 0) {
      dequeue(fd);
    }
  }
  close_if_done(fd);
}

static void completed(const struct io_uring_cqe *entry) {
  Kind kind = entry->user_data >> 32;
  int fd = (int)entry->user_data;
  bool more = entry->flags & IORING_CQE_F_MORE;
  switch (kind) {
    case ACCEPT: accepted(entry->res, more); break;
    case RECEIVE: received(fd, entry->res, (entry->flags >> IORING_CQE_BUFFER_SHIFT) + 1, more); break;
    case SEND: sent(fd, entry->res); break;
  }
}

static void set_up(void) {
  struct io_uring_params params = {
      .flags = IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SINGLE_ISSUER |
               IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
      .cq_entries = COMPLETIONS,
  };
  errno = -io_uring_queue_init_params(SUBMISSIONS, &ring, &params);
  if (errno != 0) {
    die("io_uring (Linux 6.1 or newer, and allowed here?)");
  }
  buffers = aligned_alloc(4096, (size_t)BUFFERS * BUFFER_SIZE);
  free_buffers = aligned_alloc(4096, BUFFERS * sizeof(struct io_uring_buf));
  if (buffers == NULL || free_buffers == NULL) {
    die("buffers");
  }
  io_uring_buf_ring_init(free_buffers);
  struct io_uring_buf_reg group = {
      .ring_addr = (unsigned long)free_buffers,
      .ring_entries = BUFFERS,
      .bgid = BUFFER_GROUP,
  };
  errno = -io_uring_register_buf_ring(&ring, &group, 0);
  if (errno != 0) {
    die("buffer ring");
  }
  for (int i = 1; i <= BUFFERS; i++) {
    give_back(i);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fputs("usage: uring PORT\n", stderr);
    return 2;
  }
  listener = listen_on(atoi(argv[1]), 0);
  set_up();
  accept_more();
  for (;;) {
    io_uring_submit_and_wait(&ring, 1);
    struct io_uring_cqe *entry;
    unsigned head;
    unsigned count = 0;
    io_uring_for_each_cqe(&ring, head, entry) {
      completed(entry);
      count++;
    }
    io_uring_cq_advance(&ring, count);
  }
}
