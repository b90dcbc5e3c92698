#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  DISTINCT = 61,      // different messages, sent in turn
  RECEIVE = 1 << 16,  // most bytes taken at once
  BATCH = 256,        // connections opened before their first echoes are awaited
  PATIENCE = 20,      // seconds a single answer may take
};

// The text that every connection sends, from its beginning again after `period` bytes. It is longer
// than that, so that any part to be sent or compared is in one piece.
static char *text;
static size_t period;

static void make_text(size_t size, size_t largest_burst) {
  period = size * DISTINCT;
  size_t length = period + (largest_burst > RECEIVE ? largest_burst : RECEIVE);
  text = malloc(length);
  if (text == NULL) {
    perror("text");
    exit(1);
  }
  uint32_t random = 12345;
  for (size_t i = 0; i < period; i++) {
    random = random * 1664525 + 1013904223;
    text[i] = (i + 1) % size == 0 ? '\n' : (char)('a' + (random >> 24) % 26);
  }
  for (size_t i = period; i < length; i++) {
    text[i] = text[i - period];
  }
}

// Each connection begins at another message, so that an answer on the wrong one is found out.
static const char *text_at(const Client *client, const Connection *connection, uint64_t position) {
  uint64_t first = (connection - client->connections) % DISTINCT * client->size;
  return text + (first + position) % period;
}

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

void client_fail(const Client *client, const char *what) {
  fprintf(stderr, "duel: %s: %s\n", client->name, what);
  exit(1);
}

static int connect_to(const Client *client) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(client->port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    client_fail(client, strerror(errno));
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  struct timeval patience = {.tv_sec = PATIENCE};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  // Closing resets: 10,000 sockets in TIME_WAIT would be in the way of the next run.
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
  return fd;
}

// What the server does not accept in time waits in its backlog, which must not overflow.
static void await_first_echoes(Client *client, int from, int to) {
  for (int i = from; i < to; i++) {
    while (client_receive(client, &client->connections[i]) < 1) {
    }
  }
}

void client_open(Client *client, int count, size_t size, size_t largest_burst) {
  make_text(size, largest_burst);
  client->size = size;
  client->count = count;
  client->connections = calloc(count, sizeof *client->connections);
  client->epoll = epoll_create1(0);
  for (int i = 0, waited = 0; i < count; i++) {
    Connection *connection = &client->connections[i];
    connection->fd = connect_to(client);
    client_send(client, connection, 1);
    if (i + 1 == count || i + 1 - waited == BATCH) {
      await_first_echoes(client, waited, i + 1);
      waited = i + 1;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(client->epoll, EPOLL_CTL_ADD, connection->fd, &event) != 0) {
      client_fail(client, strerror(errno));
    }
  }
}

void client_send(Client *client, Connection *connection, int messages) {
  ssize_t length = messages * client->size;
  const char *next = text_at(client, connection, connection->sent);
  ssize_t sent = send(connection->fd, next, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno != EAGAIN) {
    client_fail(client, strerror(errno));
  }
  if (sent != length) {
    client_fail(client, "does not keep up: a connection takes no more bytes");
  }
  connection->sent += length;
}

uint64_t client_receive(Client *client, Connection *connection) {
  static char buffer[RECEIVE];
  ssize_t count = recv(connection->fd, buffer, sizeof buffer, 0);
  if (count <= 0) {
    client_fail(client, count == 0       ? "closed a connection"
                        : errno == EAGAIN ? "does not answer"
                                          : strerror(errno));
  }
  if (connection->received + count > connection->sent) {
    client_fail(client, "answered more than it was sent");
  }
  if (memcmp(buffer, text_at(client, connection, connection->received), count) != 0) {
    client_fail(client, "answered other bytes than it was sent");
  }
  connection->received += count;
  return connection->received / client->size;
}

// One system call, where summing up /proc/PID/task/*/schedstat takes one file per thread; it has
// the same figure, and also the time of threads that have ended and of the slice under way.
double client_server_cpu(const Client *client) {
  clockid_t clock;
  struct timespec time;
  if (clock_getcpuclockid(client->pid, &clock) != 0 || clock_gettime(clock, &time) != 0) {
    client_fail(client, "has ended");
  }
  return time.tv_sec + time.tv_nsec * 1e-9;
}
