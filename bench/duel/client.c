#include "client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

enum {
  DISTINCT = 61,      // different messages, sent in turn
  RECEIVE = 1 << 16,  // most bytes taken at once
  BATCH = 256,        // connections opened before their first echoes are awaited
  PATIENCE = 20000,   // milliseconds a single answer may take
  BLOCK = 1 << 14,    // what a server that answers with more than an echo writes at a time
};

// What every connection sends, and what it is answered, from the beginning again after `period`
// bytes. Both are longer than that, so that any part to be sent or compared is in one piece.
typedef struct {
  size_t period;
  char *bytes;
} Text;

static Text messages;
static Text blocks;

static Text new_text(size_t period, size_t largest_part) {
  Text text = {.period = period, .bytes = malloc(period + largest_part)};
  if (text.bytes == NULL) {
    perror("duel: text");
    exit(1);
  }
  return text;
}

static void repeat(Text text, size_t largest_part) {
  for (size_t i = text.period; i < text.period + largest_part; i++) {
    text.bytes[i] = text.bytes[i - text.period];
  }
}

static void make_messages(size_t size, size_t largest_part) {
  messages = new_text(size * DISTINCT, largest_part);
  uint32_t random = 12345;
  for (size_t i = 0; i < messages.period; i++) {
    random = random * 1664525 + 1013904223;
    messages.bytes[i] = (i + 1) % size == 0 ? '\n' : (char)('a' + (random >> 24) % 26);
  }
  repeat(messages, largest_part);
}

static void make_blocks(void) {
  blocks = new_text(BLOCK, RECEIVE);
  for (size_t i = 0; i < BLOCK; i++) {
    blocks.bytes[i] = (char)(i * 31 + i / 256);
  }
  repeat(blocks, RECEIVE);
}

void client_speak(Client *client, size_t size, size_t answer, size_t largest_burst) {
  client->size = size;
  client->answer = answer == 0 ? size : answer;
  make_messages(size, largest_burst > RECEIVE ? largest_burst : RECEIVE);
  if (answer != 0) {
    make_blocks();
  }
}

// Each connection begins at another message, so that an answer on the wrong one is found out.
static const char *message_at(const Client *client, const Connection *connection, uint64_t position) {
  uint64_t first = (connection - client->connections) % DISTINCT * client->size;
  return messages.bytes + (first + position) % messages.period;
}

static const char *answer_at(const Client *client, const Connection *connection, uint64_t position) {
  return blocks.bytes == NULL ? message_at(client, connection, position)
                              : blocks.bytes + position % blocks.period;
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

void client_connect(Client *client, Connection *connection, bool resume, uint32_t events) {
  *connection = (Connection){.started = now()};
  if (!wire_connect(&connection->wire, client->port, client->tls, resume)) {
    client_fail(client, strerror(errno));
  }
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(client->epoll, EPOLL_CTL_ADD, connection->wire.fd, &event) != 0) {
    client_fail(client, strerror(errno));
  }
}

void client_await_answers(Client *client, Connection *connection) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  if (epoll_ctl(client->epoll, EPOLL_CTL_MOD, connection->wire.fd, &event) != 0) {
    client_fail(client, strerror(errno));
  }
}

bool client_handshake(Client *client, Connection *connection) {
  int done = wire_handshake(&connection->wire);
  if (done < 0) {
    client_fail(client, wire_error());
  }
  return done == 1;
}

static void await(const Client *client, const Connection *connection, short events) {
  struct pollfd wanted = {.fd = connection->wire.fd, .events = events};
  if (poll(&wanted, 1, PATIENCE) != 1) {
    client_fail(client, "does not answer");
  }
}

static void greet(Client *client, Connection *connection) {
  client_connect(client, connection, false, EPOLLIN);
  await(client, connection, POLLOUT);
  while (!client_handshake(client, connection)) {
    await(client, connection, POLLIN);
  }
  client_send(client, connection, 1);
}

// What the server does not accept in time waits in its backlog, which must not overflow.
static void await_first_answers(Client *client, int from, int to) {
  for (int i = from; i < to; i++) {
    while (client_receive(client, &client->connections[i]) < 1) {
      await(client, &client->connections[i], POLLIN);
    }
  }
}

void client_open(Client *client, int count) {
  client->count = count;
  client->connections = calloc(count, sizeof *client->connections);
  client->epoll = epoll_create1(0);
  for (int i = 0, waited = 0; i < count; i++) {
    greet(client, &client->connections[i]);
    if (i + 1 == count || i + 1 - waited == BATCH) {
      await_first_answers(client, waited, i + 1);
      waited = i + 1;
    }
  }
}

void client_send(Client *client, Connection *connection, int count) {
  ssize_t length = count * client->size;
  const char *next = message_at(client, connection, connection->sent);
  ssize_t sent = wire_send(&connection->wire, next, length);
  if (sent < 0 && errno != EAGAIN) {
    client_fail(client, wire_error());
  }
  if (sent != length) {
    client_fail(client, "does not keep up: a connection takes no more bytes");
  }
  connection->sent += length;
  connection->owed += count * client->answer;
}

static bool receive_some(Client *client, Connection *connection) {
  static char buffer[RECEIVE];
  ssize_t count = wire_receive(&connection->wire, buffer, sizeof buffer);
  if (count < 0 && errno == EAGAIN) {
    return false;
  }
  if (count <= 0) {
    client_fail(client, count == 0 ? "closed a connection" : wire_error());
  }
  if (connection->received + count > connection->owed) {
    client_fail(client, "answered more than it should");
  }
  if (memcmp(buffer, answer_at(client, connection, connection->received), count) != 0) {
    client_fail(client, "answered other bytes than it should");
  }
  connection->received += count;
  return true;
}

uint64_t client_receive(Client *client, Connection *connection) {
  while (receive_some(client, connection) && wire_has_more(&connection->wire)) {
  }
  return connection->received / client->answer;
}

bool client_is_over(Client *client, Connection *connection) {
  char byte;
  ssize_t count = wire_receive(&connection->wire, &byte, 1);
  if (count > 0) {
    client_fail(client, "answered more than it should");
  }
  return count == 0 || errno != EAGAIN;
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
