// openssl PORT bytes|stream [CERTIFICATE KEY]: a server in C on OpenSSL and epoll, one thread. The
// measure of the others over TLS; in plain text without a certificate.
//
// With bytes it echoes. With stream it answers each message of 64 bytes with a mebibyte, written 16
// KiB at a time. A connection whose peer does not read is not read from until what it was sent has
// left.

#define _GNU_SOURCE  // accept4
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listening.h"

enum { EVENTS = 1024, BLOCK = 1 << 14, MESSAGE = 64, ANSWER = 1 << 20 };

typedef struct {
  int fd;
  bool writing;  // whether epoll waits for room
  SSL *tls;      // NULL in plain text
  char *unsent;  // of an echo; most connections never have any
  size_t length;
  size_t asked;      // bytes of messages that are to be streamed for
  size_t streaming;  // bytes of the answer that have not been sent
} Connection;

static int epoll;
static int listener;
static bool streams;
static SSL_CTX *context;
static char block[BLOCK];

static void die(const char *what) {
  perror(what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static void watch(int operation, int fd, uint32_t events, Connection *connection) {
  struct epoll_event event = {.events = events, .data.ptr = connection};
  if (epoll_ctl(epoll, operation, fd, &event) != 0) {
    die("epoll_ctl");
  }
}

static void secure(const char *certificate, const char *key) {
  context = SSL_CTX_new(TLS_server_method());
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
    die("certificate");
  }
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);  // one receive for a record, not two
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets only
}

static void close_connection(Connection *connection) {
  SSL_free(connection->tls);
  close(connection->fd);
  free(connection->unsent);
  free(connection);
}

// Ends both sides: all that was received has been answered.
static void finish(Connection *connection) {
  if (connection->tls != NULL) {
    SSL_shutdown(connection->tls);
  }
  close_connection(connection);
}

static void accept_all(void) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    Connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL) {
      die("calloc");
    }
    connection->fd = fd;
    if (context != NULL) {
      connection->tls = SSL_new(context);
      SSL_set_fd(connection->tls, fd);
      SSL_set_accept_state(connection->tls);
    }
    watch(EPOLL_CTL_ADD, fd, EPOLLIN, connection);
  }
}

// As read and write return it, with errno.
static ssize_t outcome(const Connection *connection, int result) {
  switch (SSL_get_error(connection->tls, result)) {
    case SSL_ERROR_NONE: return result;
    case SSL_ERROR_ZERO_RETURN: return 0;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
    default: errno = EPROTO; return -1;
  }
}

static ssize_t receive_some(Connection *connection, char *bytes, size_t length) {
  if (connection->tls == NULL) {
    return recv(connection->fd, bytes, length, 0);
  }
  ERR_clear_error();
  return outcome(connection, SSL_read(connection->tls, bytes, (int)length));
}

// Returns how many bytes went out; -1 if the connection is gone, and closed.
static ssize_t send_some(Connection *connection, const char *bytes, size_t length) {
  ssize_t sent;
  if (connection->tls == NULL) {
    sent = send(connection->fd, bytes, length, MSG_NOSIGNAL);
  } else {
    ERR_clear_error();
    sent = outcome(connection, SSL_write(connection->tls, bytes, (int)length));
  }
  if (sent > 0 || (sent < 0 && errno == EAGAIN)) {
    return sent < 0 ? 0 : sent;
  }
  close_connection(connection);
  return -1;
}

static void await_room(Connection *connection, bool wanted) {
  if (connection->writing != wanted) {
    connection->writing = wanted;
    watch(EPOLL_CTL_MOD, connection->fd, wanted ? EPOLLOUT : EPOLLIN, connection);
  }
}

// All three return false if the connection is gone.

static bool echo(Connection *connection, const char *bytes, size_t length) {
  size_t sent = 0;
  while (sent < length) {  // OpenSSL takes a record at a time
    ssize_t count = send_some(connection, bytes + sent, length - sent);
    if (count < 0) {
      return false;
    }
    if (count == 0) {
      char *rest = malloc(length - sent);  // and needs the same bytes again
      if (rest == NULL) {
        die("malloc");
      }
      memcpy(rest, bytes + sent, length - sent);
      free(connection->unsent);
      connection->unsent = rest;
      connection->length = length - sent;
      await_room(connection, true);
      return true;
    }
    sent += count;
  }
  free(connection->unsent);
  connection->unsent = NULL;
  await_room(connection, false);
  return true;
}

static bool stream(Connection *connection) {
  while (connection->streaming > 0 || connection->asked >= MESSAGE) {
    if (connection->streaming == 0) {
      connection->asked -= MESSAGE;
      connection->streaming = ANSWER;
    }
    size_t left = (connection->streaming - 1) % BLOCK + 1;  // of this block
    ssize_t sent = send_some(connection, block + BLOCK - left, left);
    if (sent < 0) {
      return false;
    }
    if (sent == 0) {
      await_room(connection, true);
      return true;
    }
    connection->streaming -= sent;
  }
  await_room(connection, false);
  return true;
}

static bool answer(Connection *connection, const char *bytes, size_t length) {
  if (!streams) {
    return echo(connection, bytes, length);
  }
  connection->asked += length;
  return stream(connection);
}

static void receive(Connection *connection) {
  static char buffer[BLOCK];
  do {
    ssize_t received = receive_some(connection, buffer, sizeof buffer);
    if (received == 0) {
      finish(connection);
      return;
    }
    if (received < 0) {
      if (errno != EAGAIN) {
        close_connection(connection);
      }
      return;
    }
    if (!answer(connection, buffer, received)) {
      return;
    }
    // What OpenSSL has taken from the socket, epoll does not report.
  } while (!connection->writing && connection->tls != NULL && SSL_has_pending(connection->tls));
}

static void resume(Connection *connection) {
  bool there = connection->unsent != NULL ? echo(connection, connection->unsent, connection->length)
                                          : stream(connection);
  if (there && !connection->writing && connection->tls != NULL && SSL_has_pending(connection->tls)) {
    receive(connection);
  }
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 5) {
    fputs("usage: openssl PORT bytes|stream [CERTIFICATE KEY]\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  streams = strcmp(argv[2], "stream") == 0;
  for (int i = 0; i < BLOCK; i++) {
    block[i] = (char)(i * 31 + i / 256);
  }
  if (argc == 5) {
    secure(argv[3], argv[4]);
  }
  listener = listen_on(atoi(argv[1]), SOCK_NONBLOCK);
  epoll = epoll_create1(0);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
  struct epoll_event events[EVENTS];
  for (;;) {
    int count = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < count; i++) {
      Connection *connection = events[i].data.ptr;
      if (connection == NULL) {
        accept_all();
      } else if (connection->writing) {
        resume(connection);
      } else {
        receive(connection);
      }
    }
  }
}
