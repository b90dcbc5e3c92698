// What the servers here have in common.
#pragma once

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

// A socket that listens on a port of the loopback address, or the end of the process.
//
// flags: SOCK_NONBLOCK, or 0
static inline int listen_on(int port, int flags) {
  enum { BACKLOG = 4096 };
  int fd = socket(AF_INET, SOCK_STREAM | flags, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, BACKLOG) != 0) {
    perror("listen");
    exit(1);
  }
  return fd;
}
