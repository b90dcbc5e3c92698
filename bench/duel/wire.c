#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  // Connections come from this many addresses of the loopback network in turn: the ports of one
  // would run out, since each stays in TIME_WAIT for a minute.
  SOURCES = 200,
  FIRST_SOURCE = 0x7f000002,
};

static SSL_CTX *context;
static SSL_SESSION *session;  // of the last ticket

static int keep_session(SSL *tls, SSL_SESSION *given) {
  (void)tls;
  SSL_SESSION_free(session);
  session = given;
  return 1;
}

void wire_trust(const char *certificate) {
  context = SSL_CTX_new(TLS_client_method());
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set1_groups_list(context, "X25519") != 1 ||
      SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") != 1 ||
      SSL_CTX_load_verify_locations(context, certificate, NULL) != 1) {
    fprintf(stderr, "duel: %s: %s\n", certificate, wire_error());
    exit(1);
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keep_session);
}

static bool connect_from(int fd, int port) {
  static unsigned turn;
  struct sockaddr_in source = {
      .sin_family = AF_INET,
      .sin_addr.s_addr = htonl(FIRST_SOURCE + turn++ % SOURCES),
  };
  struct sockaddr_in target = {
      .sin_family = AF_INET,
      .sin_port = htons(port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  // Closing resets: 10,000 sockets in TIME_WAIT would be in the way of the next run.
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
  return bind(fd, (struct sockaddr *)&source, sizeof source) == 0 &&
         (connect(fd, (struct sockaddr *)&target, sizeof target) == 0 || errno == EINPROGRESS);
}

bool wire_connect(Wire *wire, int port, bool tls, bool resume) {
  *wire = (Wire){.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)};
  if (wire->fd < 0 || !connect_from(wire->fd, port)) {
    return false;
  }
  if (tls) {
    wire->tls = SSL_new(context);
    SSL_set_fd(wire->tls, wire->fd);
    SSL_set_tlsext_host_name(wire->tls, "localhost");
    SSL_set1_host(wire->tls, "localhost");
    SSL_set_connect_state(wire->tls);
    if (resume && session != NULL) {
      SSL_set_session(wire->tls, session);
    }
  }
  return true;
}

// As the system's calls report it: 0 for the end, -1 and errno for the rest.
static ssize_t outcome(const Wire *wire, int result) {
  switch (SSL_get_error(wire->tls, result)) {
    case SSL_ERROR_NONE: return result;
    case SSL_ERROR_ZERO_RETURN: return 0;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
    case SSL_ERROR_SYSCALL: errno = errno == 0 ? ECONNRESET : errno; return -1;
    default: errno = EPROTO; return -1;
  }
}

int wire_handshake(Wire *wire) {
  if (wire->tls == NULL || SSL_is_init_finished(wire->tls)) {
    return 1;
  }
  ERR_clear_error();
  errno = 0;
  ssize_t result = outcome(wire, SSL_do_handshake(wire->tls));
  return result > 0 ? 1 : result < 0 && errno == EAGAIN ? 0 : -1;
}

ssize_t wire_send(Wire *wire, const void *bytes, size_t length) {
  if (wire->tls == NULL) {
    return send(wire->fd, bytes, length, MSG_NOSIGNAL);
  }
  size_t sent = 0;
  while (sent < length) {  // a record at a time
    ERR_clear_error();
    errno = 0;
    ssize_t count = outcome(wire, SSL_write(wire->tls, (const char *)bytes + sent, (int)(length - sent)));
    if (count <= 0) {
      return sent > 0 ? (ssize_t)sent : -1;
    }
    sent += count;
  }
  return (ssize_t)sent;
}

ssize_t wire_receive(Wire *wire, void *bytes, size_t length) {
  if (wire->tls == NULL) {
    return recv(wire->fd, bytes, length, 0);
  }
  ERR_clear_error();
  errno = 0;
  return outcome(wire, SSL_read(wire->tls, bytes, (int)length));
}

bool wire_has_more(const Wire *wire) { return wire->tls != NULL && SSL_has_pending(wire->tls); }

void wire_end(Wire *wire) {
  if (wire->tls != NULL) {
    SSL_shutdown(wire->tls);
  }
  shutdown(wire->fd, SHUT_WR);
}

bool wire_resumed(const Wire *wire) { return wire->tls != NULL && SSL_session_reused(wire->tls); }

void wire_close(Wire *wire) {
  SSL_free(wire->tls);
  close(wire->fd);
}

const char *wire_error(void) {
  unsigned long error = ERR_peek_error();
  return error == 0 ? strerror(errno) : ERR_error_string(error, NULL);
}
