// The bytes of one connection, in plain text or over TLS. Never waits. Used by one thread.
#pragma once

#include <openssl/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct {
  int fd;
  SSL *tls;  // NULL in plain text
} Wire;

// What every connection over TLS uses: TLS 1.3, X25519, AES-128-GCM, and this certificate, which is
// the only one trusted. Called once, before the first of them.
void wire_trust(const char *certificate);

// Begins to connect to a port of this machine, in plain text or over TLS. Returns false with errno
// set. If it is to resume, it offers the last session that a server has given a ticket for.
bool wire_connect(Wire *wire, int port, bool tls, bool resume);

// Shakes hands, if that is not done yet. Returns 1 when it is done, 0 when the peer's next bytes
// have to come first, -1 when it has failed.
int wire_handshake(Wire *wire);

// Both return how many bytes; -1 with errno EAGAIN when none can be taken, or there are none. 0
// from wire_receive is the end, which over TLS is only one if it was announced.
ssize_t wire_send(Wire *wire, const void *bytes, size_t length);
ssize_t wire_receive(Wire *wire, void *bytes, size_t length);

// Whether bytes have come that epoll does not report, since they have been taken from the socket.
bool wire_has_more(const Wire *wire);

// Says that nothing more will be sent, in TLS and in TCP.
void wire_end(Wire *wire);

// Whether the handshake resumed a session.
bool wire_resumed(const Wire *wire);

// Frees the connection. Resets it, unless both sides have ended it.
void wire_close(Wire *wire);

// Why the last call has failed.
const char *wire_error(void);
