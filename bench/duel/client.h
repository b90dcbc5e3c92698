// One server and the connections that are open to it. Used by one thread.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "wire.h"

typedef struct {
  Wire wire;
  uint64_t sent;      // bytes since it was opened
  uint64_t owed;      // bytes that the server has to answer to them
  uint64_t received;  // bytes that have come of those, every one of them compared
  double started;     // when what is in flight was sent
} Connection;

typedef struct {
  const char *name;
  int port;
  pid_t pid;
  bool tls;
  size_t size;    // bytes of a message
  size_t answer;  // bytes that answer it: as many, the same, or blocks of a pattern
  int epoll;    // watches all connections; an event's data is the connection
  int count;
  Connection *connections;
} Client;

// What is sent and compared from now on: messages of `size` bytes, no more than `largest_burst`
// bytes at a time. With `answer` 0 they are echoed, else each is answered with so many bytes.
void client_speak(Client *client, size_t size, size_t answer, size_t largest_burst);

// Opens the connections and has the server answer a message on each, so that it has accepted them.
void client_open(Client *client, int count);

// Begins to connect one, in place of what it was, and has epoll report these events of it.
void client_connect(Client *client, Connection *connection, bool resume, uint32_t events);

// Has epoll report when there is something to receive, and nothing else.
void client_await_answers(Client *client, Connection *connection);

// Shakes hands, if that is not done yet. Returns whether it is done.
bool client_handshake(Client *client, Connection *connection);

// Sends the next messages of a connection.
void client_send(Client *client, Connection *connection, int messages);

// Receives what is there and compares it with what was sent. Returns the messages that are
// complete by now, counted from the first.
uint64_t client_receive(Client *client, Connection *connection);

// Whether the server has ended a connection that this side has ended.
bool client_is_over(Client *client, Connection *connection);

// The CPU time of the server's process so far, in seconds.
double client_server_cpu(const Client *client);

// Monotonic time in seconds.
double now(void);

// Says what is wrong with the server, and ends the process.
_Noreturn void client_fail(const Client *client, const char *what);
