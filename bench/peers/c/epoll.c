// epoll PORT: an echo server in C, one thread on epoll. The measure of the others.
//
// Level-triggered: a receive that took all there was needs no second one to find that out. A
// connection whose peer does not read is not read from until what it was sent has left.

#define _GNU_SOURCE  // accept4
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listening.h"

enum { EVENTS = 1024, BUFFER = 1 << 16, DESCRIPTORS = 1 << 20 };

// What could not be sent yet; most connections never have any.
typedef struct {
  size_t length;
  size_t sent;
  char bytes[];
} Unsent;

static int epoll;
static int listener;
static Unsent *unsent[DESCRIPTORS];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int operation, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(epoll, operation, fd, &event) != 0) {
    die("epoll_ctl");
  }
}

static void close_connection(int fd) {
  free(unsent[fd]);
  unsent[fd] = NULL;
  close(fd);
}

static void accept_all(void) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= DESCRIPTORS) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
}

// Returns how many bytes went out; -1 if the connection is gone, and closed.
static ssize_t send_some(int fd, const char *bytes, size_t length) {
  ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
  if (sent >= 0 || errno == EAGAIN) {
    return sent < 0 ? 0 : sent;
  }
  close_connection(fd);
  return -1;
}

static void keep(int fd, const char *bytes, size_t length) {
  Unsent *rest = malloc(sizeof *rest + length);
  if (rest == NULL) {
    die("malloc");
  }
  rest->length = length;
  rest->sent = 0;
  memcpy(rest->bytes, bytes, length);
  unsent[fd] = rest;
  watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
}

static void echo(int fd) {
  static char buffer[BUFFER];
  ssize_t received = recv(fd, buffer, sizeof buffer, 0);
  if (received <= 0) {
    if (received == 0 || errno != EAGAIN) {
      close_connection(fd);
    }
    return;
  }
  ssize_t sent = send_some(fd, buffer, received);
  if (sent >= 0 && sent < received) {
    keep(fd, buffer + sent, received - sent);
  }
}

static void send_rest(int fd) {
  Unsent *rest = unsent[fd];
  ssize_t sent = send_some(fd, rest->bytes + rest->sent, rest->length - rest->sent);
  if (sent < 0) {
    return;
  }
  rest->sent += sent;
  if (rest->sent == rest->length) {
    free(rest);
    unsent[fd] = NULL;
    watch(EPOLL_CTL_MOD, fd, EPOLLIN);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fputs("usage: epoll PORT\n", stderr);
    return 2;
  }
  listener = listen_on(atoi(argv[1]), SOCK_NONBLOCK);
  epoll = epoll_create1(0);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all();
      } else if (unsent[fd] != NULL) {
        send_rest(fd);
      } else {
        echo(fd);
      }
    }
  }
}
