package dev.heddle.serving;

import dev.heddle.CloseReason;
import dev.heddle.Handler;
import dev.heddle.HandlingTimes;
import dev.heddle.Handshakes;
import dev.heddle.Limits;
import dev.heddle.Protocol;
import dev.heddle.ProxyProtocol;
import dev.heddle.ServerStats;
import dev.heddle.Tls;
import dev.heddle.connection.Budget;
import dev.heddle.connection.ConnectionEvents;
import dev.heddle.connection.FaultClassifier;
import dev.heddle.connection.HandlingRecorder;
import dev.heddle.connection.ProtocolHandler;
import dev.heddle.connection.Session;
import dev.heddle.connection.SessionRegistry;
import dev.heddle.connection.StreamConnection;
import dev.heddle.connection.ThreadSession;
import dev.heddle.connection.Traffic;
import dev.heddle.jdk.SafeLog;
import dev.heddle.text.Durations;
import dev.heddle.tls.TlsRecord;
import dev.heddle.tls.TlsSide;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The connections of a [RunningServer]: takes them from the engine as its [ConnectionHost], runs
/// the handler over each, watches and counts them. The server itself is left with its lifecycle.
/// Thread-safe.
final class ServerHost implements ConnectionHost {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  private final Supplier<Handler> handlers;
  private final @Nullable Supplier<? extends Protocol> protocols;
  private final Limits limits;
  private final String name;
  private final Admission admission;
  private final @Nullable ProxyGate proxyGate;
  private final Eviction eviction;
  private final SessionRegistry sessions = new SessionRegistry();
  private final Failures failures = new Failures();
  private final HandlingRecorder handlingTimes = new HandlingRecorder();
  private final LongAdder aborted = new LongAdder();
  private final Budget budget;
  private final @Nullable IdleWatch idleWatch;
  private volatile boolean ending;
  private volatile boolean aborting;
  private final EngineFailure failure;
  private final @Nullable Tls tls;
  private final HandshakeRecorder handshakes;
  private final TlsSide side;

  /// @param handlers gives each connection its handler, which may be the same for all
  /// @param protocols gives each connection its callbacks, for engines that call them by themselves
  /// @param tls what each connection negotiates first; null for plain text
  /// @param plainTextAnswer see [Handler#plainTextAnswer()]
  ServerHost(
      Supplier<Handler> handlers,
      @Nullable Supplier<? extends Protocol> protocols,
      Limits limits,
      @Nullable ProxyProtocol proxies,
      ServingEngine engine,
      String name,
      @Nullable Tls tls,
      Supplier<byte @Nullable []> plainTextAnswer,
      Runnable closeServer) {
    this.handlers = handlers;
    this.protocols = protocols;
    this.limits = limits;
    this.name = name;
    this.tls = tls;
    this.handshakes = new HandshakeRecorder(name);
    this.side = TlsSide.server(handshakes, plainTextAnswer);
    this.failure = new EngineFailure(name, closeServer);
    int capacity = Math.min(limits.maxConnections(), engine.capacity());
    this.admission = new Admission(limits, capacity, true, proxies != null);
    this.proxyGate = proxies == null ? null : new ProxyGate(proxies, name, admission, sessions);
    this.eviction = new Eviction(sessions, name, capacity);
    this.budget = Budget.of(limits);
    budget.add(sessions);
    Duration timeout = limits.idleTimeout();
    this.idleWatch =
        timeout == null ? null : new IdleWatch(sessions, timeout, Durations.text(timeout));
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public Admission admission() {
    return admission;
  }

  @Override
  public AdmissionResult admit(Supplier<? extends @Nullable SocketAddress> peer) {
    AdmissionResult entry = admission.enter(peer);
    if (entry instanceof AdmissionResult.Place) {
      sessions.admit();
    }
    return entry;
  }

  @Override
  public AdmissionResult.@Nullable Place seat(AdmissionResult.Waiting waiting) {
    AdmissionResult.Place place = admission.seat(waiting);
    if (place == null) {
      eviction.makeRoom();
    } else {
      sessions.admit();
    }
    return place;
  }

  @Override
  public byte[] farewell(String line) {
    return tls == null ? (line + '\n').getBytes(StandardCharsets.UTF_8) : TlsRecord.refusal();
  }

  @Override
  public void serve(Transport transport, AdmissionResult.Place place) {
    ProxyGate gate = proxyGate;
    if (gate == null) {
      serve(new Arrival(transport, place, null));
      return;
    }
    Arrival arrival;
    try {
      arrival = ProxyReader.receive(this, gate, transport);
    } catch (Throwable e) {
      transport.abort();
      lost(place);
      throw e;
    }
    if (arrival != null) {
      serve(arrival);
    }
  }

  private void serve(Arrival arrival) {
    Transport transport = arrival.transport();
    AdmissionResult.Place place = arrival.place();
    StreamConnection connection;
    ThreadSession session;
    try {
      connection =
          new StreamConnection(
              Ids.next(), transport, arrival.header(), limits, budget, handlingTimes, side);
      session = ThreadSession.servedByCaller(connection);
    } catch (Throwable e) {
      transport.abort();
      lost(place);
      throw e;
    }
    try (session) {
      serve(connection, session);
    } finally {
      closed(session, place);
    }
  }

  private void serve(StreamConnection connection, ThreadSession session) {
    Handler handler = null;
    try {
      opened(session);
      if (session.closeReason() != null) {
        return; // aborted by this very thread, as it was opened: no handler would be interrupted
      }
      if (tls != null) {
        connection.startTls(tls);
      }
      handler = handlers.get();
      handler.handle(connection);
      connection.handled(session.openedAt());
      Thread.interrupted(); // a handler that was told to stop has still written what it has written
      connection.close();
    } catch (Throwable e) {
      failed(session, e);
    }
    if (handler instanceof ProtocolHandler callbacks) {
      try {
        callbacks.closed(connection);
      } catch (Throwable e) { // other languages throw checked ones, too
        failed(session, e);
      }
    }
  }

  @Override
  public @Nullable ProxyGate proxyGate() {
    return proxyGate;
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public HandlingRecorder handlingRecorder() {
    return handlingTimes;
  }

  @Override
  public Protocol newProtocol() {
    if (protocols == null) {
      throw new IllegalStateException("a server with a Handler has no Protocol");
    }
    return protocols.get();
  }

  @Override
  public void opened(Session session) {
    sessions.add(session);
    ConnectionEvents.opened(name, session);
    // After the add: a thread that sets a flag and then iterates over the open ones misses none.
    if (aborting) {
      abort(session);
    } else if (ending) {
      session.endInput();
    }
  }

  @Override
  public void closed(Session session, AdmissionResult.Place place) {
    session.share().end();
    try {
      ConnectionEvents.closed(name, session); // first: who sees that it is gone, sees the event
    } finally {
      forget(session, place);
    }
  }

  private void forget(Session session, AdmissionResult.Place place) {
    admission.leaveAddress(place); // first: an address whose last one is seen to be gone may come
    try {
      sessions.remove(session);
    } finally {
      admission.leave();
    }
  }

  @Override
  public void lost(AdmissionResult.Place place) {
    admission.leaveAddress(place);
    try {
      sessions.lose();
    } finally {
      admission.leave();
    }
  }

  /// The connection's end is no failure of the handler, and neither is what the peer has sent.
  @Override
  public void failed(Session session, Throwable cause) {
    CloseReason reason = FaultClassifier.reason(cause, session);
    try {
      report(session, reason, cause);
    } finally {
      session.closeAfterFailure(reason, cause);
    }
  }

  private void report(Session session, CloseReason reason, Throwable cause) {
    if (reason == CloseReason.FAILED) {
      failures.count(cause);
      SafeLog.error(LOG, name, session, "the handler failed", cause);
    } else if (reason == CloseReason.MALFORMED) {
      LOG.log(Level.DEBUG, "{0}: {1}: malformed message: {2}", name, session, cause);
    }
  }

  @Override
  public void engineFailed(Throwable cause) {
    failure.set(cause);
  }

  @Nullable IOException failure() {
    return failure.get();
  }

  SessionRegistry sessions() {
    return sessions;
  }

  void endInputs() {
    ending = true;
    if (proxyGate != null) {
      proxyGate.close();
    }
    sessions.open().forEach(Session::endInput);
  }

  void abortAll() {
    aborting = true;
    if (proxyGate != null) {
      proxyGate.close();
    }
    sessions.open().forEach(this::abort);
  }

  private void abort(Session session) {
    aborted.increment(); // first: a drain that sees the connection gone sees the count
    if (!session.close(CloseReason.ABORTED)) {
      aborted.decrement();
    }
  }

  /// How many connections the server has aborted because its patience was over.
  long abortedBySelf() {
    return aborted.sum();
  }

  void stop() {
    failure.stop();
    budget.remove(sessions);
    if (idleWatch != null) {
      idleWatch.stop();
    }
  }

  Handshakes handshakes() {
    return handshakes.handshakes();
  }

  HandlingTimes handlingTimes() {
    return handlingTimes.times();
  }

  ServerStats stats() {
    Traffic traffic = sessions.traffic();
    return new ServerStats(
        admission.accepted(),
        sessions.active(),
        admission.refused(),
        sessions.closed(),
        traffic.messagesIn(),
        traffic.messagesOut(),
        traffic.bytesIn(),
        traffic.bytesOut(),
        traffic.outboxOverflows(),
        failures.byKind());
  }
}
