#include "handshakes.h"

#include <math.h>
#include <stdlib.h>
#include <sys/epoll.h>

enum { EVENTS = 512, STALLED_MS = 10000 };

// What the connections have come to.
typedef struct {
  uint64_t answered;
  uint64_t resumed;
  double last_answer;
} Progress;

void handshakes_prepare(Client *client, int at_a_time) {
  client->count = at_a_time;
  client->connections = calloc(at_a_time, sizeof *client->connections);
  client->epoll = epoll_create1(0);
}

static void start(Client *client, Connection *connection, bool resume) {
  client_connect(client, connection, resume, EPOLLOUT);
}

// Does what can be done now. Returns whether the connection is over, and closed.
static bool advance(Client *client, Connection *connection, uint32_t events, Progress *progress) {
  if (events & EPOLLOUT) {
    client_await_answers(client, connection);
  }
  if (connection->sent == 0) {
    if (client_handshake(client, connection)) {
      client_send(client, connection, 1);
    }
    return false;
  }
  if (connection->received < connection->owed) {
    client_receive(client, connection);
    if (connection->received < connection->owed) {
      return false;
    }
    progress->last_answer = now();
    progress->answered++;
    progress->resumed += wire_resumed(&connection->wire);
    slice_record(progress->last_answer - connection->started);
    wire_end(&connection->wire);
  }
  if (!client_is_over(client, connection)) {
    return false;
  }
  wire_close(&connection->wire);
  return true;
}

// Goes on until no connection is open. New ones are started up to a moment in time.
static Progress run(Client *client, double until, bool resume) {
  struct epoll_event events[EVENTS];
  Progress progress = {0};
  for (int i = 0; i < client->count; i++) {
    start(client, &client->connections[i], resume);
  }
  for (int open = client->count; open > 0;) {
    int count = epoll_wait(client->epoll, events, EVENTS, STALLED_MS);
    if (count == 0) {
      client_fail(client, "does not shake hands any more");
    }
    for (int i = 0; i < count; i++) {
      Connection *connection = events[i].data.ptr;
      if (!advance(client, connection, events[i].events, &progress)) {
        continue;
      }
      if (now() < until) {
        start(client, connection, resume);
      } else {
        open--;
      }
    }
  }
  return progress;
}

Slice handshakes_for(Client *client, double seconds, bool resume) {
  Slice slice = slice_begin(client);
  Progress progress = run(client, now() + seconds, resume);
  slice.requests = progress.answered;
  slice.resumed = (double)progress.resumed / progress.answered;
  return slice_end(client, slice);
}

double handshakes_burst(Client *client) {
  double begin = now();
  return run(client, -INFINITY, false).last_answer - begin;
}
