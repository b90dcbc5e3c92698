package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// OpenSSL's functions on an `SSL`, by its address. None may be called while another runs on the
/// same one, or after [#free]. Stateless.
final class Ssl {
  /// Results of [#error]; see SSL_get_error(3ossl).
  static final int ERROR_WANT_READ = 2;

  static final int ERROR_WANT_WRITE = 3;
  static final int ERROR_ZERO_RETURN = 6;

  private static final int TLS_1_3 = 0x304;

  static final int VERIFY_PEER = 1;
  static final int VERIFY_FAIL_IF_NO_PEER_CERT = 2;

  private static final int CTRL_SET_TLSEXT_HOSTNAME = 55;

  private static final Function NEW = Library.function("SSL_new", JAVA_LONG, JAVA_LONG);
  private static final Function FREE = Library.function("SSL_free", null, JAVA_LONG);
  private static final Function ACCEPT = Library.function("SSL_set_accept_state", null, JAVA_LONG);
  private static final Function CONNECT =
      Library.function("SSL_set_connect_state", null, JAVA_LONG);
  private static final Function CONTROL =
      Library.function("SSL_ctrl", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final Function PARAMETERS =
      Library.function("SSL_get0_param", JAVA_LONG, JAVA_LONG);
  private static final Function SHUTDOWN = Library.function("SSL_shutdown", JAVA_INT, JAVA_LONG);
  private static final Function VERSION = Library.function("SSL_version", JAVA_INT, JAVA_LONG);
  private static final Function IN_INIT = Library.function("SSL_in_init", JAVA_INT, JAVA_LONG);
  private static final Function FINISHED =
      Library.function("SSL_get_finished", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Function VERIFY_RESULT =
      Library.function("SSL_get_verify_result", JAVA_LONG, JAVA_LONG);

  private static final MethodHandle UP_REF = Library.shortHandle("BIO_up_ref", JAVA_INT, JAVA_LONG);
  private static final MethodHandle SET_BIO =
      Library.shortHandle("SSL_set_bio", null, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle HANDSHAKE =
      Library.handle("SSL_do_handshake", JAVA_INT, JAVA_LONG); // calls back
  private static final MethodHandle READ =
      Library.shortHandle("SSL_read", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);
  private static final MethodHandle WRITE =
      Library.shortHandle("SSL_write", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT);
  private static final MethodHandle ERROR =
      Library.shortHandle("SSL_get_error", JAVA_INT, JAVA_LONG, JAVA_INT);

  private Ssl() {}

  /// One for a connection; keeps the context alive.
  static long create(long context) {
    long ssl = NEW.call(context);
    if (ssl == 0) {
      throw new OutOfMemoryError("OpenSSL has no memory for a connection: " + ErrorQueue.take());
    }
    return ssl;
  }

  static void free(long ssl) {
    FREE.call(ssl);
  }

  static void acceptState(long ssl) {
    ACCEPT.call(ssl);
  }

  static void connectState(long ssl) {
    CONNECT.call(ssl);
  }

  /// Asks the server for the certificate of this name.
  static void serverName(long ssl, MemorySegment name) {
    CONTROL.call(ssl, CTRL_SET_TLSEXT_HOSTNAME, 0L, name.address());
  }

  /// What certificates are checked for.
  static long parameters(long ssl) {
    return PARAMETERS.call(ssl);
  }

  /// What is wrong with the peer's certificate; see X509_verify_cert_error_string(3ossl).
  static long verifyResult(long ssl) {
    return VERIFY_RESULT.call(ssl);
  }

  /// Whether TLS 1.3 has been agreed on.
  static boolean isTls13(long ssl) {
    return VERSION.call(ssl) == TLS_1_3;
  }

  /// Whether this side's last message of the handshake has been written.
  static boolean hasSentFinished(long ssl) {
    return FINISHED.call(ssl, 0L, 0L) != 0;
  }

  /// Whether it is in a handshake, or has read a part of a message that comes after one.
  static boolean isInMessage(long ssl) {
    return IN_INIT.call(ssl) != 0;
  }

  /// Has it read from and write to this pair from now on.
  static void use(long ssl, BioPair pair) {
    try {
      int _ = (int) UP_REF.invokeExact(pair.inner);
      SET_BIO.invokeExact(ssl, pair.inner, pair.inner);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }

  static void useNone(long ssl) {
    try {
      SET_BIO.invokeExact(ssl, 0L, 0L);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }

  static int shakeHands(long ssl) {
    try {
      return (int) HANDSHAKE.invokeExact(ssl);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }

  static int read(long ssl, MemorySegment into, int room) {
    try {
      return (int) READ.invokeExact(ssl, into, room);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }

  static int write(long ssl, MemorySegment from, int count) {
    try {
      return (int) WRITE.invokeExact(ssl, from, count);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }

  /// Writes close_notify.
  static void shutdown(long ssl) {
    SHUTDOWN.call(ssl);
  }

  /// Why a call has returned this.
  static int error(long ssl, int result) {
    try {
      return (int) ERROR.invokeExact(ssl, result);
    } catch (Throwable e) {
      throw Library.impossible(e);
    }
  }
}
