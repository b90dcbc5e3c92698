// One echo server and the connections that are open to it. Used by one thread.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct {
  int fd;
  uint64_t sent;      // bytes since it was opened
  uint64_t received;  // bytes that came back, every one of them compared
  double started;     // when what is in flight was sent
} Connection;

typedef struct {
  const char *name;
  int port;
  pid_t pid;
  size_t size;  // bytes of a message
  int epoll;    // watches all connections; an event's data is the connection
  int count;
  Connection *connections;
} Client;

// Opens the connections and has each echo a message once, so that the server has accepted them all.
void client_open(Client *client, int count, size_t size, size_t largest_burst);

// Sends the next messages of a connection.
void client_send(Client *client, Connection *connection, int messages);

// Receives what is there and compares it with what was sent. Returns the messages that are
// complete by now, counted from the first.
uint64_t client_receive(Client *client, Connection *connection);

// The CPU time of the server's process so far, in seconds.
double client_server_cpu(const Client *client);

// Monotonic time in seconds.
double now(void);

// Says what is wrong with the server, and ends the process.
_Noreturn void client_fail(const Client *client, const char *what);
