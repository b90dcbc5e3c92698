package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Certificates and keys of the JDK as OpenSSL has them, and the reverse. Stateless.
final class Certificates {
  private static final int HOSTNAME_MISMATCH = 62;
  private static final int ADDRESS_MISMATCH = 64;

  private static final Function READ =
      Library.function("d2i_X509", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function WRITE =
      Library.function("i2d_X509", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function FREE = Library.function("X509_free", null, JAVA_LONG);
  private static final Function READ_KEY =
      Library.function("d2i_AutoPrivateKey", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function FREE_KEY = Library.function("EVP_PKEY_free", null, JAVA_LONG);
  private static final Function PROBLEM =
      Library.function("X509_verify_cert_error_string", JAVA_LONG, JAVA_LONG);
  private static final Function PEER =
      Library.function("SSL_get1_peer_certificate", JAVA_LONG, JAVA_LONG);
  private static final Function PEER_CHAIN =
      Library.function("SSL_get_peer_cert_chain", JAVA_LONG, JAVA_LONG);
  private static final Function COUNT = Library.function("OPENSSL_sk_num", JAVA_INT, JAVA_LONG);
  private static final Function AT =
      Library.function("OPENSSL_sk_value", JAVA_LONG, JAVA_LONG, JAVA_INT);

  private Certificates() {}

  /// What is done with an address while it is valid.
  @FunctionalInterface
  interface Use {
    void with(long address);
  }

  /// Makes an `X509` for as long as it is used.
  ///
  /// @throws IllegalArgumentException if OpenSSL cannot read it
  static void use(X509Certificate certificate, Use use) {
    try {
      use(READ, FREE, certificate.getEncoded(), "certificate", use);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// Makes an `EVP_PKEY` for as long as it is used.
  ///
  /// @throws IllegalArgumentException if OpenSSL cannot read it
  static void use(PrivateKey key, Use use) {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new IllegalArgumentException(
          "the private key cannot be extracted: " + key.getAlgorithm());
    }
    try {
      use(READ_KEY, FREE_KEY, encoded, "private key", use);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static void use(Function read, Function free, byte[] encoded, String what, Use use) {
    ErrorQueue.clear();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded);
      MemorySegment pointer = arena.allocateFrom(JAVA_LONG, bytes.address());
      long made = read.call(0L, pointer.address(), bytes.byteSize());
      bytes.fill((byte) 0); // it may be a key
      if (made == 0) {
        throw new IllegalArgumentException(
            "OpenSSL cannot read the " + what + ": " + ErrorQueue.take());
      }
      try {
        use.with(made);
      } finally {
        free.call(made);
      }
    }
  }

  /// The certificates that the peer of this `SSL` has shown, its own first.
  static List<X509Certificate> ofPeer(long ssl) {
    long own = PEER.call(ssl);
    if (own == 0) {
      return List.of();
    }
    List<X509Certificate> all = new ArrayList<>();
    try {
      all.add(read(own));
      long chain = PEER_CHAIN.call(ssl);
      int count = chain == 0 ? 0 : (int) COUNT.call(chain);
      for (int i = 0; i < count; i++) {
        X509Certificate next = read(AT.call(chain, i));
        if (!all.contains(next)) { // a client has the server's own in it, too
          all.add(next);
        }
      }
    } catch (CertificateException e) { // OpenSSL has read it, and the JDK cannot
      return List.copyOf(all);
    } finally {
      FREE.call(own);
    }
    return List.copyOf(all);
  }

  private static X509Certificate read(long address) throws CertificateException {
    int length = (int) WRITE.call(address, 0L);
    byte[] encoded = new byte[Math.max(0, length)];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, length));
      MemorySegment pointer = arena.allocateFrom(JAVA_LONG, bytes.address());
      WRITE.call(address, pointer.address());
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, encoded, 0, encoded.length);
    }
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /// What the result of a check means.
  ///
  /// @param host whose certificate was wanted; null if any
  static String problem(long verified, @Nullable String host) {
    boolean other = verified == HOSTNAME_MISMATCH || verified == ADDRESS_MISMATCH;
    String text = Library.text(PROBLEM.call(verified));
    return other && host != null ? text + ", it is not for " + host : text;
  }
}
