package dev.heddle.serving;

import dev.heddle.CloseReason;
import dev.heddle.ProxyHeader;
import dev.heddle.ProxyProtocol;
import dev.heddle.connection.SessionRegistry;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import dev.heddle.serving.ProxyBeginning.Allowed;
import dev.heddle.serving.ProxyBeginning.Event;
import dev.heddle.text.Durations;
import java.lang.System.Logger;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Stands before a server whose clients may be proxies: says what may come at the beginning of each
/// connection, counts the client's address instead of the proxy's, and counts and reports the
/// connections that end here. Thread-safe.
///
/// A connection whose header is wrong, late or missing counts among the closed ones as
/// [CloseReason#MALFORMED] or [CloseReason#IDLE]; one line in ten seconds reports it.
public final class ProxyGate {
  private static final Logger LOG = System.getLogger("dev.heddle.proxy");

  private final ProxyProtocol settings;
  private final String name;
  private final Admission admission;
  private final SessionRegistry sessions;
  private final String late;
  private final LogThrottle seldom = new LogThrottle();
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ProxyGate(ProxyProtocol settings, String name, Admission admission, SessionRegistry sessions) {
    this.settings = settings;
    this.name = name;
    this.admission = admission;
    this.sessions = sessions;
    this.late = "no complete header within " + Durations.text(settings.headerTimeout());
  }

  /// What may come from this address.
  public Allowed from(SocketAddress peer) {
    if (settings.trusts(peer)) {
      return settings.isRequired() ? Allowed.HEADER : Allowed.EITHER;
    }
    return settings.isRequired() ? Allowed.NOTHING : Allowed.NO_HEADER;
  }

  /// How long a header may take.
  public long timeoutNanos() {
    return Durations.nanos(settings.headerTimeout());
  }

  /// A connection waits for its header: `close` is called if the server ends its connections
  /// meanwhile, on any thread. Followed by [#waitsNoMore].
  public void waits(Runnable close) {
    waiting.add(close);
    if (closed) {
      close.run();
    }
  }

  public void waitsNoMore(Runnable close) {
    waiting.remove(close);
  }

  /// The client of a connection is known, and gets its place or is rejected.
  ///
  /// @param peer the client's address, or the connection's own
  /// @param header null if there was none
  public AdmissionResult arrived(SocketAddress peer, @Nullable ProxyHeader header) {
    boolean proxysOwn = header != null && header.isLocal();
    AdmissionResult result = admission.arrived(proxysOwn ? null : peer);
    if (result instanceof AdmissionResult.Refused) {
      sessions.dismiss();
      admission.leave();
    }
    return result;
  }

  /// A connection ends here, and its place is free.
  ///
  /// @param peer the connection's own address
  public void ends(SocketAddress peer, ProxyBeginning.Over over) {
    CloseReason reason = closed && over.event() == Event.BROKEN ? CloseReason.ENDED : over.reason();
    String problem = over.event() == Event.TIMED_OUT ? late : over.problem();
    if (problem != null && reason == over.reason()) {
      report(peer, problem);
    }
    admission.arrived(null);
    try {
      sessions.lose(reason);
    } finally {
      admission.leave();
    }
  }

  /// A connection that is served has begun with a header that is not believed; it closes.
  public void refusesHeader(SocketAddress peer) {
    report(peer, ProxyBeginning.UNTRUSTED_HEADER);
  }

  private void report(SocketAddress peer, String problem) {
    long untold = seldom.pass();
    if (untold >= 0) {
      SafeLog.warning(
          LOG,
          name
              + ": PROXY protocol: connection from "
              + Addresses.text(peer)
              + " closed: "
              + problem
              + (untold == 0 ? "" : "; closed since the last such line: " + untold));
    }
  }

  /// The server ends its connections: those that wait for their header, too.
  void close() {
    closed = true;
    waiting.forEach(Runnable::run);
  }
}
