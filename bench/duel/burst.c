#define _GNU_SOURCE  // SCHED_IDLE, epoll_pwait2
#include "burst.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "handshakes.h"

enum { EVENTS = 512, STALLED = 20 };

// How the process that is the crowd is reached: a byte to it for each burst, and its seconds back.
static int orders;
static int results;

static _Noreturn void serve_orders(Client client, int crowd, int from, int to) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sched_setscheduler(0, SCHED_IDLE, &(struct sched_param){0});
  handshakes_prepare(&client, crowd);
  for (char order; read(from, &order, 1) == 1;) {
    double seconds = handshakes_burst(&client);
    if (write(to, &seconds, sizeof seconds) != sizeof seconds) {
      break;
    }
  }
  exit(0);
}

void burst_prepare(const Client *client, int crowd) {
  int there[2];
  int back[2];
  if (pipe(there) != 0 || pipe(back) != 0) {
    client_fail(client, "no pipe");
  }
  pid_t child = fork();
  if (child < 0) {
    client_fail(client, "no process for the burst");
  }
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    serve_orders(*client, crowd, there[0], back[1]);
  }
  close(there[0]);
  close(back[1]);
  orders = there[1];
  results = back[0];
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(client->epoll, EPOLL_CTL_ADD, results, &event);
}

static void order(const Client *client) {
  if (write(orders, "", 1) != 1) {
    client_fail(client, "the burst has ended");
  }
}

static double await_result(void) {
  double seconds;
  if (read(results, &seconds, sizeof seconds) != sizeof seconds) {
    exit(1);  // the crowd has said why
  }
  return seconds;
}

// Sleeps until then, unless something comes: the crowd needs the processor.
static int await(Client *client, struct epoll_event *events, double until) {
  double left = until - now();
  left = left < 0 ? 0 : left;
  struct timespec time = {.tv_sec = (time_t)left, .tv_nsec = (long)((left - (time_t)left) * 1e9)};
  return epoll_pwait2(client->epoll, events, EVENTS, &time, NULL);
}

// The n-th message of a connection was due after n rounds of all connections.
static uint64_t receive(Client *client, Connection *connection, uint64_t before, double start, double rate) {
  uint64_t index = connection - client->connections;
  uint64_t from = connection->received / client->size - before;
  uint64_t to = client_receive(client, connection) - before;
  double time = now();
  for (uint64_t n = from; n < to; n++) {
    slice_record(time - (start + (n * client->count + index) / rate));
  }
  return to - from;
}

Slice burst_for(Client *client, double rate, double seconds) {
  struct epoll_event events[EVENTS];
  uint64_t before = client->connections[0].sent / client->size;  // the same for all
  Slice slice = slice_begin(client);
  double start = now();
  double last_result = start;
  uint64_t sent = 0;
  uint64_t answered = 0;
  int bursts = 0;
  order(client);
  for (bool coming = true; coming || answered < sent || sent % client->count != 0;) {
    for (; (coming || sent % client->count != 0) && start + sent / rate <= now(); sent++) {
      client_send(client, &client->connections[sent % client->count], 1);
    }
    int count = await(client, events, start + sent / rate);
    if (count == 0 && now() > last_result + STALLED) {
      client_fail(client, "does not get through with a burst");
    }
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr != NULL) {
        answered += receive(client, events[i].data.ptr, before, start, rate);
        continue;
      }
      slice.burst += await_result();
      bursts++;
      last_result = now();
      coming = last_result < start + seconds;
      if (coming) {
        order(client);
      }
    }
  }
  slice.requests = sent;
  slice.burst /= bursts;
  return slice_end(client, slice);
}
