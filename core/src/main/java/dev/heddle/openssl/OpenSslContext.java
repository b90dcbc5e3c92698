package dev.heddle.openssl;

import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import dev.heddle.keys.Identity;
import dev.heddle.keys.LoadedKeys;
import java.io.ByteArrayOutputStream;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What connections with the same settings and keys share: an `SSL_CTX` for each set of keys that a
/// server chooses from, or one for a client. Once nothing has this object any more, it is freed
/// when the next one is made; OpenSSL keeps what its connections need. Immutable, thread-safe.
final class OpenSslContext {
  private static final ReferenceQueue<OpenSslContext> GONE = new ReferenceQueue<>();
  private static final Set<Remains> ALL = ConcurrentHashMap.newKeySet();

  private final long first;

  private OpenSslContext(Natives natives, long first) {
    this.first = first;
    ALL.add(new Remains(this, natives));
  }

  /// What is to be freed when nothing has the context any more.
  private static final class Remains extends PhantomReference<OpenSslContext> {
    private final Natives natives;

    Remains(OpenSslContext context, Natives natives) {
      super(context, GONE);
      this.natives = natives;
    }

    static void freeAll() {
      for (Object next; (next = GONE.poll()) != null; ) {
        if (next instanceof Remains remains && ALL.remove(remains)) {
          remains.natives.free();
        }
      }
    }
  }

  /// What a context has from OpenSSL. Belongs to one thread at a time.
  private static final class Natives {
    final long number = Callbacks.newNumber();
    private final List<Long> contexts = new ArrayList<>();

    long newContext() {
      long context = SslContext.create();
      contexts.add(context);
      return context;
    }

    void free() {
      Callbacks.remove(number);
      contexts.forEach(SslContext::free);
      contexts.clear();
    }
  }

  /// @throws KeyFilesException if OpenSSL does not take a key
  /// @throws IllegalArgumentException if it does not know a protocol or cipher suite
  static OpenSslContext of(Tls tls, LoadedKeys keys, boolean client) throws KeyFilesException {
    Remains.freeAll();
    var natives = new Natives();
    try {
      return new OpenSslContext(
          natives, client ? client(natives, tls, keys) : server(natives, tls, keys));
    } catch (Throwable e) {
      natives.free();
      throw e;
    }
  }

  private static long client(Natives natives, Tls tls, LoadedKeys keys) throws KeyFilesException {
    long context = natives.newContext();
    CipherNames.of(tls).apply(context);
    addKeys(context, keys.identities());
    if (!keys.acceptsAll()) {
      SslContext.verify(context, Ssl.VERIFY_PEER);
      SslContext.trust(context, trusted(keys), false);
    }
    if (!tls.applicationProtocols().isEmpty()) {
      SslContext.applicationProtocols(context, offered(tls.applicationProtocols()));
    }
    return context;
  }

  private static byte[] offered(List<String> protocols) {
    var all = new ByteArrayOutputStream();
    for (String protocol : protocols) {
      byte[] bytes = SslContext.bytes(protocol);
      all.write(bytes.length);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private static long server(Natives natives, Tls tls, LoadedKeys keys) throws KeyFilesException {
    ServerNames names = ServerNames.of(keys.identities());
    Set<List<Integer>> sets = new LinkedHashSet<>(names.named().values());
    sets.add(names.first());
    Map<List<Integer>, Long> contexts = new HashMap<>();
    for (List<Integer> set : sets) {
      List<Identity> chosen = set.stream().map(keys.identities()::get).toList();
      contexts.put(set, server(natives, tls, keys, chosen));
    }
    long first = contexts.getOrDefault(names.first(), 0L);
    List<byte[]> protocols = tls.applicationProtocols().stream().map(SslContext::bytes).toList();
    Callbacks.register(
        natives.number, new Callbacks.Choices(first, names.mapped(contexts), protocols));
    return first;
  }

  private static long server(Natives natives, Tls tls, LoadedKeys keys, List<Identity> chosen)
      throws KeyFilesException {
    long context = natives.newContext();
    CipherNames.of(tls).apply(context);
    addKeys(context, chosen);
    SslContext.choices(context, natives.number, !tls.applicationProtocols().isEmpty());
    switch (tls.clientAuthentication()) {
      case NONE -> {}
      case WANT -> ask(context, keys, Ssl.VERIFY_PEER);
      case NEED -> ask(context, keys, Ssl.VERIFY_PEER | Ssl.VERIFY_FAIL_IF_NO_PEER_CERT);
    }
    return context;
  }

  private static void ask(long context, LoadedKeys keys, int mode) {
    SslContext.verify(context, mode);
    if (keys.acceptsAll()) {
      SslContext.acceptAll(context);
    } else {
      SslContext.trust(context, trusted(keys), true);
    }
  }

  private static List<X509Certificate> trusted(LoadedKeys keys) {
    List<X509Certificate> own = keys.authorities();
    return own == null ? LoadedKeys.authoritiesOfTheJdk() : own;
  }

  /// One key of each kind: OpenSSL has room for no more, and the first counts.
  private static void addKeys(long context, List<Identity> identities) throws KeyFilesException {
    Set<String> kinds = new HashSet<>();
    for (Identity identity : identities) {
      if (kinds.add(identity.keyType())) {
        SslContext.add(context, identity);
      }
    }
  }

  /// A new `SSL`, which its caller frees.
  long newConnection() {
    try {
      return Ssl.create(first);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
