package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.Tls;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// The versions and cipher suites of a [Tls], as OpenSSL calls them. Immutable.
///
/// @param lowest the lowest version, by its number in records
/// @param ciphers those of TLS 1.2; empty for OpenSSL's own
/// @param suites those of TLS 1.3; likewise
record CipherNames(int lowest, int highest, List<String> ciphers, List<String> suites) {
  private static final int TLS_1_2 = 0x303;
  private static final int TLS_1_3 = 0x304;
  private static final String UNKNOWN = "(NONE)";

  private static final Function NAME =
      Library.function("OPENSSL_cipher_name", JAVA_LONG, JAVA_LONG);

  /// @throws IllegalArgumentException if OpenSSL does not know a name
  static CipherNames of(Tls tls) {
    List<Integer> versions = tls.protocols().stream().map(CipherNames::version).sorted().toList();
    List<String> ciphers = new ArrayList<>();
    List<String> suites = new ArrayList<>();
    for (String name : tls.cipherSuites()) {
      if (name.contains("_WITH_")) {
        ciphers.add(cipher(name));
      } else { // only those of TLS 1.3 have no key exchange in the name
        suites.add(name);
      }
    }
    boolean any = tls.cipherSuites().isEmpty();
    int lowest = any || !ciphers.isEmpty() ? versions.getFirst() : TLS_1_3;
    int highest = any || !suites.isEmpty() ? versions.getLast() : TLS_1_2;
    return new CipherNames(lowest, highest, ciphers, suites);
  }

  private static int version(String protocol) {
    return switch (protocol) {
      case "TLSv1.3" -> TLS_1_3;
      case "TLSv1.2" -> TLS_1_2;
      default ->
          throw new IllegalArgumentException(
              "with OpenSSL, protocols are TLSv1.3 and TLSv1.2: " + protocol);
    };
  }

  private static String cipher(String standardName) {
    try (Arena arena = Arena.ofConfined()) {
      String name = Library.text(NAME.call(arena.allocateFrom(standardName).address()));
      if (name.equals(UNKNOWN)) {
        throw unknown(standardName);
      }
      return name;
    }
  }

  /// @throws IllegalArgumentException if OpenSSL does not know a name
  void apply(long context) {
    SslContext.versions(context, lowest, highest);
    if (!ciphers.isEmpty() && !SslContext.ciphers(context, String.join(":", ciphers))) {
      throw unknown(ciphers.toString());
    }
    if (!suites.isEmpty() && !SslContext.suites(context, String.join(":", suites))) {
      throw unknown(suites.toString());
    }
  }

  private static IllegalArgumentException unknown(String names) {
    return new IllegalArgumentException("OpenSSL does not know the cipher suite " + names);
  }
}
