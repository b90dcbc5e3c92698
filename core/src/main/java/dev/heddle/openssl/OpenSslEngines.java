package dev.heddle.openssl;

import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import dev.heddle.keys.KeySource;
import dev.heddle.keys.LoadedKeys;
import dev.heddle.tls.TlsEngine;
import dev.heddle.tls.TlsSide;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Makes engines of OpenSSL, and keeps a context for each [Tls] that is in use and each side, until
/// its keys change. Thread-safe.
public final class OpenSslEngines {
  private static final Logger LOG = System.getLogger("dev.heddle.tls");

  private static final Map<Tls, Sides> CONTEXTS = new WeakHashMap<>();

  private OpenSslEngines() {}

  /// The contexts of one [Tls]. Guarded by itself.
  private static final class Sides {
    private @Nullable Made server;
    private @Nullable Made client;
  }

  /// A context, and the keys that it was made of or that were rejected since.
  private record Made(LoadedKeys keys, OpenSslContext context) {}

  /// An engine for one connection; its caller closes it.
  ///
  /// @throws IOException if there is no OpenSSL that can be used, or the keys cannot be used
  /// @throws SSLException if a client has no host whose certificate it could check
  /// @throws IllegalArgumentException if OpenSSL does not know a protocol or cipher suite of `tls`
  public static TlsEngine create(Tls tls, TlsSide side) throws IOException {
    Library.require();
    String host = side.isClient() ? side.wantedHost(tls) : null;
    OpenSslContext context = context(tls, side.isClient());
    long ssl = context.newConnection();
    try {
      if (host == null) {
        Ssl.acceptState(ssl);
      } else {
        Ssl.connectState(ssl);
        WantedHost.set(ssl, host);
      }
      return new OpenSslEngine(context, ssl, host, side.checksPeer(tls));
    } catch (Throwable e) {
      Ssl.free(ssl);
      throw e;
    }
  }

  private static OpenSslContext context(Tls tls, boolean client) throws KeyFilesException {
    if (!(tls.keys() instanceof KeySource source)) {
      throw new IllegalStateException("OpenSSL needs keys and trust from files");
    }
    LoadedKeys keys = source.loaded();
    Sides sides;
    synchronized (CONTEXTS) {
      sides = CONTEXTS.computeIfAbsent(tls, _ -> new Sides());
    }
    synchronized (sides) {
      Made last = client ? sides.client : sides.server;
      if (last == null || !last.keys.equals(keys)) {
        last = renewed(last, tls, keys, client);
        if (client) {
          sides.client = last;
        } else {
          sides.server = last;
        }
      }
      return last.context;
    }
  }

  /// Keys that the JDK takes and OpenSSL does not replace nothing, as those of [KeySource].
  private static Made renewed(@Nullable Made last, Tls tls, LoadedKeys keys, boolean client)
      throws KeyFilesException {
    try {
      return new Made(keys, OpenSslContext.of(tls, keys, client));
    } catch (KeyFilesException | RuntimeException e) {
      if (last == null) {
        throw e;
      }
      LOG.log(
          Level.WARNING, "tls: new keys rejected, the last good ones stay: {0}", e.getMessage());
      return new Made(keys, last.context);
    }
  }
}
