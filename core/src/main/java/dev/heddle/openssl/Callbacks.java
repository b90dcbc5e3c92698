package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What OpenSSL asks during a server's handshake: which certificate to show, and which application
/// protocol to speak. There is one callback of each kind, for ever; its argument is the number of
/// the choices that it is to make. So no callback can come too late, and what comes for a context
/// that has gone is rejected.
///
/// A callback throws nothing: that would end the JVM. Thread-safe.
final class Callbacks {
  private static final Logger LOG = System.getLogger("dev.heddle.tls");

  private static final int OK = 0;
  private static final int FATAL = 2;
  private static final int NO_ANSWER = 3;
  private static final int UNRECOGNIZED_NAME = 112;
  private static final int ACCEPTED = 1;

  private static final Function SET_CONTEXT =
      Library.function("SSL_set_SSL_CTX", JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final Map<Long, Choices> CHOICES = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();

  /// `int (*)(SSL *ssl, int *alert, void *number)`
  static final long SERVER_NAME =
      Library.callback(
          MethodHandles.lookup(), "serverName", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /// `int (*)(SSL *, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
  /// unsigned int inlen, void *number)`
  static final long APPLICATION_PROTOCOL =
      Library.callback(
          MethodHandles.lookup(),
          "applicationProtocol",
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG);

  /// `int (*)(X509_STORE_CTX *, void *)`: accepts every certificate.
  static final long ACCEPT_ALL =
      Library.callback(MethodHandles.lookup(), "acceptAll", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private Callbacks() {}

  /// What a server chooses from.
  ///
  /// @param first the context for other names
  /// @param named the context for each name
  /// @param protocols the application protocols, the preferred one first; none: no ALPN
  record Choices(long first, Map<String, Long> named, List<byte[]> protocols) {}

  static long newNumber() {
    return NUMBERS.incrementAndGet();
  }

  static void register(long number, Choices choices) {
    CHOICES.put(number, choices);
  }

  static void remove(long number) {
    CHOICES.remove(number);
  }

  @SuppressWarnings("unused") // by OpenSSL
  private static int serverName(long ssl, long alert, long number) {
    try {
      Choices choices = CHOICES.get(number);
      String name = ServerNames.requested(ssl);
      if (choices == null || (name != null && !ServerNames.isHostName(name))) {
        Library.memory(alert, JAVA_INT.byteSize()).set(JAVA_INT, 0, UNRECOGNIZED_NAME);
        return FATAL;
      }
      long context = ServerNames.choose(name, choices.first, choices.named);
      if (context != choices.first) {
        SET_CONTEXT.call(ssl, context);
      }
      return name == null ? NO_ANSWER : OK;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  @SuppressWarnings("unused") // by OpenSSL
  private static int applicationProtocol(
      long ssl, long out, long outLength, long in, int inLength, long number) {
    try {
      Choices choices = CHOICES.get(number);
      byte[] offered = Library.memory(in, inLength).toArray(JAVA_BYTE);
      for (byte[] protocol : choices == null ? List.<byte[]>of() : choices.protocols) {
        int place = place(protocol, offered);
        if (place >= 0) {
          Library.memory(out, JAVA_LONG.byteSize()).set(JAVA_LONG, 0, in + place);
          Library.memory(outLength, 1).set(JAVA_BYTE, 0, (byte) protocol.length);
          return OK;
        }
      }
      return FATAL;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  /// Where the protocol is among those offered, each of which has its length before it; or -1.
  private static int place(byte[] protocol, byte[] offered) {
    for (int i = 0; i < offered.length; ) {
      int length = offered[i] & 0xff;
      int end = Math.min(offered.length, i + 1 + length);
      if (Arrays.equals(offered, i + 1, end, protocol, 0, protocol.length)) {
        return i + 1;
      }
      i = end;
    }
    return -1;
  }

  @SuppressWarnings("unused") // by OpenSSL
  private static int acceptAll(long store, long argument) {
    return ACCEPTED;
  }

  private static int failed(@Nullable Throwable e) {
    try {
      LOG.log(Level.WARNING, "tls: a callback of OpenSSL failed, the handshake is rejected", e);
    } catch (Throwable unloggable) { // nothing may be thrown here
      return FATAL;
    }
    return FATAL;
  }
}
