package dev.heddle.serving;

import dev.heddle.Limits;
import dev.heddle.Protocol;
import dev.heddle.connection.Budget;
import dev.heddle.connection.HandlingRecorder;
import dev.heddle.connection.Session;
import dev.heddle.transport.Transport;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The server, as an engine sees it: an engine accepts connections and calls this for each one.
/// Thread-safe.
///
/// [RunningServer] is the server as its users see it; it has one host, a [ServerHost].
/// [DatagramHost] is the same for datagrams.
public interface ConnectionHost {

  Limits limits();

  /// Decides about admission; an engine asks before each accept.
  Admission admission();

  /// A connection has been accepted: gives it a place. From here on a drain waits for it. Called
  /// before the engine's [BoundAddress#close] returns, or not at all.
  ///
  /// @param peer supplies the peer's address; called only if that matters
  AdmissionResult admit(Supplier<? extends @Nullable SocketAddress> peer);

  /// Gives a place to a waiting connection as soon as there is one; closes an idle connection for
  /// it, if there is any. Call it again when [Admission#whenRoom] says so, and after
  /// [Eviction#RETRY_NANOS]. A connection that stops waiting calls [Admission#giveUp].
  ///
  /// @return null while there is none
  AdmissionResult.@Nullable Place seat(AdmissionResult.Waiting waiting);

  /// What a connection that gets no place is sent before it is closed.
  ///
  /// @param line why
  byte[] farewell(String line);

  /// Serves a connection from its first byte to its last on the calling thread. The connection must
  /// have been admitted; its place is freed at its end.
  void serve(Transport transport, AdmissionResult.Place place);

  /// Takes the headers of proxies off the beginning of connections; null if no client is a proxy.
  /// [#serve] sees to that, engines whose connections have no thread do so themselves.
  @Nullable ProxyGate proxyGate();

  /// What its connections may hold together; [#serve] sees to that, engines whose connections have
  /// no thread do so themselves.
  Budget budget();

  /// Records how long callbacks take, for engines whose connections have no thread.
  HandlingRecorder handlingRecorder();

  /// A new protocol instance, for engines whose connections have no thread.
  Protocol newProtocol();

  /// Registers a connection that the engine serves by itself, without [#serve].
  void opened(Session session);

  /// The end of such a connection.
  void closed(Session session, AdmissionResult.Place place);

  /// An admitted connection was gone before it could be served, or cannot be.
  void lost(AdmissionResult.Place place);

  /// A callback of such a connection threw. Closes the connection, see [Session#closeAfterFailure].
  void failed(Session session, Throwable cause);

  /// The part of the engine that serves or accepts the server's connections has failed: the server
  /// closes. Needs no memory to do so, returns at once, and never throws; only the first call
  /// counts.
  void engineFailed(Throwable cause);
}
