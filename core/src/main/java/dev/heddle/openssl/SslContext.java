package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.KeyFilesException;
import dev.heddle.keys.Identity;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;

/// OpenSSL's functions on an `SSL_CTX`, by its address: what connections with the same keys share.
/// One that is in use is not changed. Stateless.
final class SslContext {
  private static final int CTRL_MODE = 33;
  private static final int CTRL_READ_AHEAD = 41;
  private static final int CTRL_SESSION_CACHE = 44;
  private static final int CTRL_MOST_CERTIFICATES = 50;
  private static final int CTRL_SERVER_NAME_CALLBACK = 53;
  private static final int CTRL_SERVER_NAME_ARGUMENT = 54;
  private static final int CTRL_CHAIN_CERTIFICATE = 89;
  private static final int CTRL_LOWEST_VERSION = 123;
  private static final int CTRL_HIGHEST_VERSION = 124;

  /// Writes one record at a time, from memory that may move; adds no issuers by itself; keeps no
  /// buffers while idle. See SSL_CTX_set_mode(3ossl).
  private static final long MODE = 0x1 | 0x2 | 0x4 | 0x8 | 0x10;

  private static final long CIPHER_SERVER_PREFERENCE = 1L << 22;
  private static final long NO_RENEGOTIATION = 1L << 30;
  private static final long PARTIAL_CHAIN = 0x8_0000;
  private static final long TICKETS = 1;
  private static final int ADD_WITH_REFERENCE = 1;
  private static final String SESSIONS = "heddle";

  private static final Function METHOD = Library.function("TLS_method", JAVA_LONG);
  private static final Function NEW = Library.function("SSL_CTX_new", JAVA_LONG, JAVA_LONG);
  private static final Function FREE = Library.function("SSL_CTX_free", null, JAVA_LONG);
  private static final Function CONTROL =
      Library.function("SSL_CTX_ctrl", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function CALLBACK_CONTROL =
      Library.function("SSL_CTX_callback_ctrl", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final Function OPTIONS =
      Library.function("SSL_CTX_set_options", JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function SESSION_IDS =
      Library.function("SSL_CTX_set_session_id_context", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final Function NUM_TICKETS =
      Library.function("SSL_CTX_set_num_tickets", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function CIPHERS =
      Library.function("SSL_CTX_set_cipher_list", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function SUITES =
      Library.function("SSL_CTX_set_ciphersuites", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function USE_CERTIFICATE =
      Library.function("SSL_CTX_use_certificate", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function USE_KEY =
      Library.function("SSL_CTX_use_PrivateKey", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function VERIFY =
      Library.function("SSL_CTX_set_verify", null, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final Function VERIFY_CALLBACK =
      Library.function("SSL_CTX_set_cert_verify_callback", null, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function ALPN_CALLBACK =
      Library.function("SSL_CTX_set_alpn_select_cb", null, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function ALPN =
      Library.function("SSL_CTX_set_alpn_protos", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final Function STORE =
      Library.function("SSL_CTX_get_cert_store", JAVA_LONG, JAVA_LONG);
  private static final Function ADD_TRUSTED =
      Library.function("X509_STORE_add_cert", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function ADD_NAME =
      Library.function("SSL_CTX_add_client_CA", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function PARAMETERS =
      Library.function("SSL_CTX_get0_param", JAVA_LONG, JAVA_LONG);
  private static final Function SET_FLAGS =
      Library.function("X509_VERIFY_PARAM_set_flags", JAVA_INT, JAVA_LONG, JAVA_LONG);

  private SslContext() {}

  /// One without keys and without trust.
  static long create() {
    ErrorQueue.clear();
    long context = NEW.call(METHOD.call());
    if (context == 0) {
      throw new IllegalStateException("OpenSSL cannot create a context: " + ErrorQueue.take());
    }
    CONTROL.call(context, CTRL_MODE, MODE, 0L);
    CONTROL.call(context, CTRL_READ_AHEAD, 1L, 0L);
    CONTROL.call(context, CTRL_MOST_CERTIFICATES, (long) MessageBound.LARGEST, 0L);
    CONTROL.call(context, CTRL_SESSION_CACHE, 0L, 0L); // tickets need no memory here
    OPTIONS.call(context, NO_RENEGOTIATION | CIPHER_SERVER_PREFERENCE);
    NUM_TICKETS.call(context, TICKETS);
    SET_FLAGS.call(PARAMETERS.call(context), PARTIAL_CHAIN); // any trusted certificate is the end
    try (Arena arena = Arena.ofConfined()) {
      SESSION_IDS.call(context, arena.allocateFrom(SESSIONS).address(), SESSIONS.length());
    }
    return context;
  }

  /// Connections that have it keep it.
  static void free(long context) {
    FREE.call(context);
  }

  static void versions(long context, int lowest, int highest) {
    CONTROL.call(context, CTRL_LOWEST_VERSION, (long) lowest, 0L);
    CONTROL.call(context, CTRL_HIGHEST_VERSION, (long) highest, 0L);
  }

  /// @return whether OpenSSL knows one of them
  static boolean ciphers(long context, String list) {
    return list(CIPHERS, context, list);
  }

  /// Those of TLS 1.3.
  ///
  /// @return whether OpenSSL knows all of them
  static boolean suites(long context, String list) {
    return list(SUITES, context, list);
  }

  private static boolean list(Function function, long context, String list) {
    try (Arena arena = Arena.ofConfined()) {
      boolean known = function.call(context, arena.allocateFrom(list).address()) == 1;
      ErrorQueue.clear();
      return known;
    }
  }

  /// Adds a key with its chain.
  ///
  /// @throws KeyFilesException if OpenSSL does not take it
  static void add(long context, Identity identity) throws KeyFilesException {
    try {
      ErrorQueue.clear();
      Certificates.use(identity.certificate(), own -> require(USE_CERTIFICATE.call(context, own)));
      Certificates.use(identity.key(), key -> require(USE_KEY.call(context, key)));
      for (X509Certificate issuer : identity.chain().subList(1, identity.chain().size())) {
        Certificates.use(
            issuer,
            next ->
                require(
                    CONTROL.call(
                        context, CTRL_CHAIN_CERTIFICATE, (long) ADD_WITH_REFERENCE, next)));
      }
    } catch (IllegalArgumentException e) {
      throw new KeyFilesException(identity.file(), String.valueOf(e.getMessage()));
    }
  }

  private static void require(long result) {
    if (result != 1) {
      throw new IllegalArgumentException("OpenSSL rejects it: " + ErrorQueue.take());
    }
  }

  static void verify(long context, int mode) {
    VERIFY.call(context, mode, 0L);
  }

  static void acceptAll(long context) {
    VERIFY_CALLBACK.call(context, Callbacks.ACCEPT_ALL, 0L);
  }

  /// Trusts these certificates.
  ///
  /// @param named whether these names are sent to clients that are asked for theirs
  static void trust(long context, List<X509Certificate> authorities, boolean named) {
    long store = STORE.call(context);
    for (X509Certificate authority : authorities) {
      Certificates.use(
          authority,
          address -> {
            ADD_TRUSTED.call(store, address);
            if (named) {
              ADD_NAME.call(context, address);
            }
          });
    }
    ErrorQueue.clear();
  }

  /// Asks [Callbacks] for choices, as a server.
  static void choices(long context, long number, boolean alpn) {
    CALLBACK_CONTROL.call(context, CTRL_SERVER_NAME_CALLBACK, Callbacks.SERVER_NAME);
    CONTROL.call(context, CTRL_SERVER_NAME_ARGUMENT, 0L, number);
    if (alpn) {
      ALPN_CALLBACK.call(context, Callbacks.APPLICATION_PROTOCOL, number);
    }
  }

  /// Offers application protocols, as a client.
  static void applicationProtocols(long context, byte[] each) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, each);
      ALPN.call(context, bytes.address(), each.length);
    }
  }

  /// As ALPN has them.
  static byte[] bytes(String protocol) {
    return protocol.getBytes(StandardCharsets.ISO_8859_1);
  }
}
