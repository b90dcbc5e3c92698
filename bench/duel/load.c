#include "load.h"

#include <sys/epoll.h>

enum { EVENTS = 512, STALLED_MS = 10000 };

static int await(Client *client, struct epoll_event *events, int milliseconds) {
  int count = epoll_wait(client->epoll, events, EVENTS, milliseconds);
  if (count == 0 && milliseconds > 0) {
    client_fail(client, "does not answer any more");
  }
  return count;
}

Slice load_closed(Client *client, int depth, double seconds) {
  struct epoll_event events[EVENTS];
  Slice slice = slice_begin(client);
  double until = now() + seconds;
  for (int i = 0; i < client->count; i++) {
    client->connections[i].started = now();
    client_send(client, &client->connections[i], depth);
  }
  for (int busy = client->count; busy > 0;) {
    int count = await(client, events, STALLED_MS);
    for (int i = 0; i < count; i++) {
      Connection *connection = events[i].data.ptr;
      client_receive(client, connection);
      if (connection->received < connection->owed) {
        continue;
      }
      double time = now();
      slice_record(time - connection->started);
      slice.requests += depth;
      if (time < until) {
        connection->started = time;
        client_send(client, connection, depth);
      } else {
        busy--;
      }
    }
  }
  return slice_end(client, slice);
}

Slice load_open(Client *client, double rate, double seconds) {
  struct epoll_event events[EVENTS];
  uint64_t total = rate * seconds;
  uint64_t before = client->connections[0].sent / client->size;  // the same for all, see below
  uint64_t each = total / client->count;
  total = each * client->count;
  Slice slice = slice_begin(client);
  double start = now();
  uint64_t sent = 0;
  // Never sleeps: waking up late would count as the server's latency.
  for (uint64_t answered = 0; answered < total;) {
    for (double time = now(); sent < total && start + sent / rate <= time; sent++) {
      client_send(client, &client->connections[sent % client->count], 1);
    }
    int count = await(client, events, 0);
    if (count == 0 && now() > start + seconds + STALLED_MS / 1000.0) {
      client_fail(client, "does not keep up with the rate");
    }
    for (int i = 0; i < count; i++) {
      Connection *connection = events[i].data.ptr;
      uint64_t index = connection - client->connections;
      uint64_t from = connection->received / client->size - before;
      uint64_t to = client_receive(client, connection) - before;
      double time = now();
      // The n-th message of a connection was due after n rounds of all connections.
      for (uint64_t n = from; n < to; n++, answered++) {
        slice_record(time - (start + (n * client->count + index) / rate));
      }
    }
  }
  slice.requests = total;
  return slice_end(client, slice);
}
