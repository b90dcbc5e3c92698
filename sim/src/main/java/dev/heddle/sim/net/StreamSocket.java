package dev.heddle.sim.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One end of a TCP or Unix connection, as the kernel has it: nothing in here waits. Needs the
/// network's lock.
///
/// ```
/// NEW ── connect ──▶ CONNECTING ── answered ──▶ CONNECTED ── reset, timed out ──▶ ENDED
///                        └── refused, timed out ──▶ ENDED
/// ```
///
/// `close` is possible in each state, once.
public final class StreamSocket extends Pollable {
  /// Nothing can be read now.
  public static final int UNAVAILABLE = -2;

  /// Nothing will be read any more.
  public static final int END = -1;

  private static final int BUFFER = 64 * 1024;
  private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private enum State {
    NEW,
    CONNECTING,
    CONNECTED,
    ENDED
  }

  private State state = State.NEW;
  private @Nullable SocketAddress local;
  private @Nullable SocketAddress remote;
  private @Nullable Direction in;
  private @Nullable Direction out;
  private @Nullable StreamSocket peer;
  private @Nullable ListeningSocket listener; // until it is in its queue
  private Ports.@Nullable Claim claim;
  private Errors error = Errors.NONE;
  private int sendBuffer = BUFFER;
  private int receiveBuffer = BUFFER;
  private boolean reuse;
  private boolean inputEnded; // the peer sends no more
  private boolean inputShut; // we read no more
  private boolean outputShut;
  private boolean closed;

  /// A new socket of the calling host, which takes one of its descriptors.
  public static StreamSocket open(Network network) throws SocketException {
    Boot boot = network.here().boot();
    boot.takeDescriptor();
    return new StreamSocket(boot);
  }

  /// Connects two new sockets of one host, without names.
  public static void join(StreamSocket one, StreamSocket other) {
    one.join(other, null, null);
    one.state = State.CONNECTED;
    other.state = State.CONNECTED;
  }

  StreamSocket(Boot boot) {
    super(boot);
  }

  public @Nullable SocketAddress local() {
    return local;
  }

  /// The address of a TCP socket that has one.
  InetSocketAddress inet() {
    if (local instanceof InetSocketAddress inet) {
      return inet;
    }
    throw new IllegalStateException("not a bound TCP socket: " + local);
  }

  public @Nullable SocketAddress remote() {
    return remote;
  }

  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  public int sendBuffer() {
    return sendBuffer;
  }

  public int receiveBuffer() {
    return receiveBuffer;
  }

  public void sendBuffer(int bytes) {
    sendBuffer = Math.max(2_304, bytes);
    if (out != null) {
      out.resized();
    }
  }

  public void receiveBuffer(int bytes) {
    receiveBuffer = Math.max(1_152, bytes);
    if (in != null) {
      in.resized();
    }
  }

  public boolean reuse() {
    return reuse;
  }

  public void reuse(boolean on) {
    reuse = on;
  }

  public void bind(InetSocketAddress address) throws IOException {
    claim = boot.tcp.bind(address.getAddress(), address.getPort(), reuse);
    local = Boot.nameless(address.getAddress(), claim.port());
  }

  /// Begins to connect.
  ///
  /// @throws IOException if it is clear at once that it fails
  public void connect(InetSocketAddress target) throws IOException {
    NetworkHost there = network().at(target.getAddress(), boot.host);
    if (there == null) {
      throw Errors.UNREACHABLE.ofConnect();
    }
    if (claim == null) {
      claim = boot.tcp.connect(target);
    }
    InetAddress source =
        local instanceof InetSocketAddress bound && !bound.getAddress().isAnyLocalAddress()
            ? bound.getAddress()
            : boot.sourceFor(target.getAddress());
    local = Boot.nameless(source, claim.port());
    remote = target;
    state = State.CONNECTING;
    new TcpHandshake(this, boot.host.linkTo(there), there, target).begin();
  }

  /// Connects to a path of the own host.
  ///
  /// @return null if that is done, or the listener to wait for because its queue is full
  /// @throws IOException if no socket listens there
  public @Nullable ListeningSocket connect(UnixDomainSocketAddress target) throws IOException {
    ListeningSocket listening = boot.paths.get(target.getPath().toString());
    if (listening == null) {
      throw Errors.NO_FILE.ofConnect();
    }
    if (!listening.hasRoom()) {
      return listening;
    }
    var server = new StreamSocket(boot);
    server.local = listening.local();
    server.remote = UNNAMED;
    local = local == null ? UNNAMED : local;
    remote = target;
    server.join(this, null, null);
    server.state = State.CONNECTED;
    state = State.CONNECTED;
    listening.add(server);
    return null;
  }

  /// Whether it is decided that the connect has succeeded.
  ///
  /// @throws IOException if it has failed
  public boolean connected() throws IOException {
    if (state == State.ENDED && error != Errors.NONE) {
      Errors reported = error;
      error = Errors.NONE;
      throw reported.ofConnect();
    }
    return state != State.CONNECTING;
  }

  boolean isConnecting() {
    return state == State.CONNECTING && !closed;
  }

  /// The two ends of a connection meet: this one has been asked for by `client`.
  void answer(StreamSocket client, InetSocketAddress address, ListeningSocket by, Link back) {
    local = Boot.nameless(address.getAddress(), address.getPort());
    remote = client.local;
    listener = by;
    reuse = by.reuse();
    receiveBuffer = by.receiveBuffer();
    claim = boot.tcp.accepted(address.getPort(), reuse);
    join(client, client.boot.host.linkTo(boot.host), back);
    state = State.CONNECTED;
    direction().send(Rule.Kind.ACCEPT);
  }

  private void join(StreamSocket client, @Nullable Link there, @Nullable Link back) {
    peer = client;
    client.peer = this;
    in = new Direction(client, this, there);
    out = new Direction(this, client, back);
    client.in = out;
    client.out = in;
  }

  private Direction direction() {
    if (out == null) {
      throw new IllegalStateException("not connected");
    }
    return out;
  }

  @Nullable Direction out() {
    return out;
  }

  /// @return the number of bytes, [#UNAVAILABLE] or [#END]
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    if (in != null && in.readable() > 0) {
      return in.take(into);
    }
    if (inputEnded) {
      return END;
    }
    if (error != Errors.NONE) {
      Errors reported = error;
      error = Errors.NONE;
      throw reported.ofRead();
    }
    return inputShut || state == State.ENDED ? END : UNAVAILABLE;
  }

  /// @return the number of bytes, or [#UNAVAILABLE]
  public int write(ByteBuffer source) throws IOException {
    if (error != Errors.NONE && isTcp()) {
      Errors reported = error;
      error = Errors.NONE;
      throw reported.ofWrite();
    }
    if (outputShut || state == State.ENDED || isPeerGone()) {
      throw Errors.BROKEN.ofWrite();
    }
    if (!source.hasRemaining()) {
      return 0;
    }
    int count = direction().send(source);
    return count == 0 ? UNAVAILABLE : count;
  }

  private boolean isTcp() {
    return local instanceof InetSocketAddress;
  }

  /// A Unix socket knows at once when its peer has gone.
  private boolean isPeerGone() {
    return peer != null && peer.closed && !isTcp();
  }

  public int available() {
    return in == null ? 0 : in.readable();
  }

  public void shutdownInput() {
    inputShut = true;
    changed();
  }

  public void shutdownOutput() {
    if (!outputShut) {
      outputShut = true;
      if (state == State.CONNECTED) {
        direction().send(Rule.Kind.END);
      }
      changed();
    }
  }

  /// Gives the descriptor back; what has been sent still arrives.
  ///
  /// @param abort end with a reset, as `SO_LINGER` 0 does
  public void close(boolean abort) {
    if (closed) {
      return;
    }
    closed = true;
    boot.giveDescriptor();
    boolean reset = state == State.CONNECTED && ((abort && isTcp()) || available() > 0);
    boolean active = !inputEnded && state == State.CONNECTED;
    if (in != null) {
      in.forget();
    }
    if (reset) {
      outputShut = true;
      state = State.ENDED;
      direction().send(Rule.Kind.RESET);
    } else {
      shutdownOutput();
    }
    release(active && !reset);
    changed();
  }

  private void release(boolean later) {
    Ports.Claim owned = claim;
    claim = null;
    if (owned != null) {
      if (later) {
        boot.tcp.releaseLater(owned);
      } else {
        boot.tcp.release(owned);
      }
    }
  }

  /// Whether its host has crashed and started again since.
  boolean isFromBefore() {
    return !boot.isUp() && boot.host.boot().isUp();
  }

  boolean takesBytes() {
    return !closed && state == State.CONNECTED;
  }

  /// Whether a segment of this kind can be taken now; if not, it comes again.
  boolean takes(Rule.Kind kind) {
    return kind != Rule.Kind.ACKNOWLEDGE || listener == null || listener.hasRoom();
  }

  void arrived(Rule.Kind kind) {
    switch (kind) {
      case ACCEPT -> answered();
      case ACKNOWLEDGE -> acknowledged();
      case END -> ended();
      case RESET -> reset();
      default -> refuse();
    }
  }

  private void answered() {
    if (closed) {
      refuse();
    } else if (state == State.CONNECTING) {
      state = State.CONNECTED;
      direction().send(Rule.Kind.ACKNOWLEDGE);
      changed();
    }
  }

  private void acknowledged() {
    ListeningSocket queue = listener;
    if (queue != null) {
      listener = null;
      if (!queue.add(this)) {
        abort();
      }
    }
  }

  private void ended() {
    inputEnded = true;
    changed();
  }

  /// No one here takes what has arrived.
  private void refuse() {
    if (out != null && state != State.ENDED) {
      state = State.ENDED;
      out.stop();
      out.send(Rule.Kind.RESET);
    } else if (out != null && closed) {
      out.send(Rule.Kind.RESET);
    }
  }

  /// Closes an accepted connection that was never taken.
  void abort() {
    closed = true;
    state = State.ENDED;
    direction().send(Rule.Kind.RESET);
    release(false);
  }

  void reset() {
    fail(inputEnded ? Errors.BROKEN : state == State.CONNECTING ? Errors.REFUSED : Errors.RESET);
  }

  /// Everything ends, with this error for the next call.
  void fail(Errors reason) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    error = reason;
    if (out != null) {
      out.stop();
    }
    release(false);
    changed();
  }

  /// An accepted connection gets its descriptor.
  void adopt() throws SocketException {
    boot.takeDescriptor();
  }

  @Override
  public int poll() {
    return switch (state) {
      case NEW -> OUT | HANG_UP;
      case CONNECTING -> 0;
      case ENDED -> IN | OUT | HANG_UP;
      case CONNECTED -> pollConnected();
    };
  }

  private int pollConnected() {
    boolean inputDone = inputEnded || inputShut;
    int ready = inputDone || available() > 0 ? IN : 0;
    if (outputShut) {
      return ready | OUT | (inputDone ? HANG_UP : 0);
    }
    if (isPeerGone()) {
      return IN | OUT | HANG_UP;
    }
    return direction().isWritable() ? ready | OUT : ready;
  }
}
