package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.TlsSession;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What an `SSL` has negotiated. Stateless.
final class SessionFacts {
  private static final Function VERSION = Library.function("SSL_get_version", JAVA_LONG, JAVA_LONG);
  private static final Function CIPHER =
      Library.function("SSL_get_current_cipher", JAVA_LONG, JAVA_LONG);
  private static final Function CIPHER_NAME =
      Library.function("SSL_CIPHER_standard_name", JAVA_LONG, JAVA_LONG);
  private static final Function ALPN =
      Library.function("SSL_get0_alpn_selected", null, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private SessionFacts() {}

  static TlsSession of(long ssl) {
    return new TlsSession(
        Library.text(VERSION.call(ssl)).intern(),
        Library.text(CIPHER_NAME.call(CIPHER.call(ssl))).intern(),
        applicationProtocol(ssl),
        ServerNames.requested(ssl),
        Certificates.ofPeer(ssl));
  }

  private static @Nullable String applicationProtocol(long ssl) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(JAVA_LONG);
      MemorySegment length = arena.allocate(JAVA_INT);
      ALPN.call(ssl, address.address(), length.address());
      int count = length.get(JAVA_INT, 0);
      if (count == 0) {
        return null;
      }
      byte[] bytes =
          Library.memory(address.get(JAVA_LONG, 0), count).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
