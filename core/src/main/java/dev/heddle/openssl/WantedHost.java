package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.tls.TlsSide;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import javax.net.ssl.SSLException;

/// The host whose certificate a client accepts (RFC 2818, RFC 6125). Stateless.
final class WantedHost {
  private static final int NO_PARTIAL_WILDCARDS = 0x4;

  private static final Function HOST =
      Library.function("X509_VERIFY_PARAM_set1_host", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function ADDRESS =
      Library.function("X509_VERIFY_PARAM_set1_ip_asc", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function FLAGS =
      Library.function("X509_VERIFY_PARAM_set_hostflags", null, JAVA_LONG, JAVA_INT);

  private WantedHost() {}

  /// Asks the server for its certificate, unless it is an address, and accepts no other.
  ///
  /// @throws SSLException if no certificate can be for it
  static void set(long ssl, String host) throws SSLException {
    long parameters = Ssl.parameters(ssl);
    boolean taken;
    try (Arena arena = Arena.ofConfined()) {
      FLAGS.call(parameters, NO_PARTIAL_WILDCARDS);
      if (TlsSide.isAddress(host)) {
        taken = ADDRESS.call(parameters, arena.allocateFrom(withoutScope(host)).address()) == 1;
      } else {
        MemorySegment name = arena.allocateFrom(host);
        taken =
            !matchesMany(host) && HOST.call(parameters, name.address(), name.byteSize() - 1) == 1;
        if (ServerNames.isHostName(host)) {
          Ssl.serverName(ssl, name);
        }
      }
    }
    if (!taken) {
      ErrorQueue.clear();
      throw new SSLException("no certificate can be for \"" + host + '"');
    }
  }

  /// OpenSSL takes an empty name for any, and one that begins with a dot for all below it.
  private static boolean matchesMany(String host) {
    return host.isEmpty() || host.startsWith(".");
  }

  /// Which interface leads to an IPv6 address is no part of it.
  private static String withoutScope(String address) {
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }
}
