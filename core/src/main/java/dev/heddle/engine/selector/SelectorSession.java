package dev.heddle.engine.selector;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.Protocol;
import dev.heddle.ProxyHeader;
import dev.heddle.connection.Ending;
import dev.heddle.connection.FramedProtocol;
import dev.heddle.connection.HandlingRecorder;
import dev.heddle.connection.OutboxQueue;
import dev.heddle.connection.Session;
import dev.heddle.connection.Share;
import dev.heddle.connection.Traffic;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Timers;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.net.Sockets;
import dev.heddle.proxy.HeaderGuard;
import dev.heddle.serving.AdmissionResult;
import dev.heddle.serving.ConnectionHost;
import dev.heddle.serving.Ids;
import dev.heddle.transport.WriterTurn;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of the selector engine: calls its protocol when bytes come, sends what the outbox
/// holds when the socket takes it.
///
/// ```
///     end of input or outbox, a failure        all sent            peer closed, or the linger
///   OPEN ──────────────────────────▶ FINISHING ────────▶ LINGERING ───────────────▶ CLOSED
///     └────────────────── broken, idle, overflow, aborted ───────────────────────────▶
/// ```
///
/// Its state belongs to the loop's thread; what [Session] promises to any thread is posted there.
final class SelectorSession extends Session implements NioPoller.Ready, OutboxQueue.Owner {
  private static final int CHUNK = 64 * 1024;
  // One for all sessions of the thread: it is emptied before anything else runs.
  private static final ThreadLocal<ByteBuffer> CHUNKS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK));

  private enum State {
    OPEN,
    FINISHING,
    LINGERING,
    CLOSED
  }

  private final long id = Ids.next();
  private final EventLoop loop;
  private final ConnectionHost host;
  private final AdmissionResult.Place place;
  private final Limits limits;
  private final SocketChannel channel;
  private final SocketAddress peer;
  private final @Nullable ProxyHeader proxyHeader;
  private final SelectionKey key;
  private final OutboxQueue outbox;
  private final Ending ending;
  private final Share share;
  private final @Nullable HeaderGuard headerGuard;
  private @Nullable Protocol protocol;
  private State state = State.OPEN;
  private @Nullable ByteBuffer unsent;
  private Timers.@Nullable Timer lingering;
  private boolean paused;
  private boolean peerEnded;
  private boolean draining;
  private boolean evicted;
  private boolean calling; // others may look at it, as at what is counted below
  private int unfinished;
  private int charged;
  private boolean countsChunks = true;
  private long chunks;
  private long messagesIn;
  private long bytesIn;
  private long bytesOut;
  private long answered; // bytesOut, once what waited after the last callback is sent

  private SelectorSession(
      EventLoop loop, SelectorClient client, ConnectionHost host, AdmissionResult.Place place)
      throws IOException {
    this.place = place;
    this.loop = loop;
    this.host = host;
    this.limits = host.limits();
    this.channel = client.channel();
    this.peer = client.peer();
    this.proxyHeader = client.header();
    this.headerGuard = client.headerGuard();
    this.ending = new Ending(limits);
    this.share = new Share(host.budget());
    this.outbox = new OutboxQueue(this, limits, ending, share);
    this.key = ((NioPoller) loop.poller()).register(channel, SelectionKey.OP_READ, this);
  }

  /// Serves an admitted connection from here on.
  static void open(
      EventLoop loop, SelectorClient client, ConnectionHost host, AdmissionResult.Place place) {
    SelectorSession session;
    try {
      session = new SelectorSession(loop, client, host, place);
    } catch (IOException e) {
      Sockets.close(client.channel());
      host.lost(place);
      return;
    } catch (Throwable e) {
      host.lost(place);
      throw e;
    }
    host.opened(session);
    session.call(() -> session.begin(host.newProtocol()));
    if (client.early().hasRemaining()) {
      session.received(client.early());
    }
  }

  private void begin(Protocol made) throws Exception {
    protocol = made;
    if (made instanceof FramedProtocol<?> framed) {
      countsChunks = false;
      framed.countWith(() -> messagesIn++);
    }
    made.connected(outbox);
  }

  @Override
  public void ready(SelectionKey ready) {
    if (ready.isReadable()) {
      receive();
    }
    if (ready.isValid() && ready.isWritable()) {
      send();
    }
  }

  private Protocol protocol() {
    return Objects.requireNonNull(protocol); // it was made with the session, or closed it
  }

  private void receive() {
    ByteBuffer chunk = CHUNKS.get().clear();
    int count;
    try {
      count = channel.read(chunk);
    } catch (IOException e) {
      broken(e);
      return;
    }
    if (count < 0) {
      peerEnded = true;
      finish();
    } else if (count > 0) {
      received(chunk.flip());
    }
  }

  private void received(ByteBuffer chunk) {
    if (state != State.OPEN || refusesHeader(chunk)) {
      return;
    }
    chunks++;
    messagesIn += countsChunks ? 1 : 0;
    bytesIn += chunk.remaining();
    boolean measured = HandlingRecorder.isSample(id + chunks);
    long since = measured ? System.nanoTime() : 0;
    call(() -> protocol().received(chunk, outbox));
    if (measured) {
      host.handlingRecorder().record(System.nanoTime() - since);
    }
    afterReceived();
  }

  private boolean refusesHeader(ByteBuffer chunk) {
    if (headerGuard == null || !headerGuard.refuses(chunk)) {
      return false;
    }
    close(CloseReason.MALFORMED);
    return true;
  }

  private void afterReceived() {
    if (state != State.OPEN) {
      return; // the callback has failed
    }
    unfinished = protocol().unfinished();
    charge();
    if (draining && !protocol().midMessage()) {
      finish();
    }
  }

  /// Nothing more is received.
  private void finish() {
    switch (state) {
      case OPEN -> {
        state = State.FINISHING;
        if (!outbox.isClosed()) {
          call(() -> protocol().ended(outbox));
          outbox.end();
        }
        send();
      }
      case FINISHING -> send();
      case LINGERING -> close(CloseReason.ENDED);
      case CLOSED -> {}
    }
  }

  /// Runs a callback, then sends the messages that it put into the outbox.
  private void call(Callback callback) {
    Throwable thrown = null;
    outbox.beginCallback();
    calling = true;
    try {
      callback.run();
    } catch (Throwable e) {
      thrown = e;
    } finally {
      calling = false;
      outbox.endOfCallback();
    }
    answered = bytesOut + outbox.pending();
    if (thrown == null) {
      send();
    } else {
      host.failed(this, thrown);
    }
  }

  @Override
  public void closeAfterFailure(CloseReason reason, Throwable cause) {
    if (!ending.decide(reason, cause)) {
      close(reason);
      return;
    }
    if (state == State.OPEN) {
      state = State.FINISHING;
    }
    outbox.end();
    send();
    giveUpUnlessSending();
  }

  /// Gives up on a peer that takes nothing for the linger time.
  private void giveUpUnlessSending() {
    if (state != State.FINISHING) {
      return;
    }
    long before = bytesOut;
    afterLinger(() -> {
      if (state == State.FINISHING && bytesOut == before) {
        close(CloseReason.ENDED);
      } else {
        giveUpUnlessSending();
      }
    });
  }

  /// Replaces what was to happen then.
  private void afterLinger(Runnable task) {
    forgetLinger();
    lingering = loop.timers().add(TimeUnit.NANOSECONDS.convert(limits.linger()), task);
  }

  private void forgetLinger() {
    if (lingering != null) {
      lingering.cancel();
      lingering = null;
    }
  }

  /// Sends what the outbox holds, as far as the socket takes it.
  private void send() {
    if (state == State.CLOSED || state == State.LINGERING) {
      return;
    }
    try {
      long enough = bytesOut + WriterTurn.BYTES;
      while (unsent != null || (unsent = outbox.nextBatch()) != null) {
        if (bytesOut >= enough) {
          break; // the others' turn; the selector tells at once that there is room for more
        }
        bytesOut += channel.write(unsent);
        if (unsent.hasRemaining()) {
          break;
        }
        unsent = null;
      }
    } catch (IOException e) {
      broken(e);
      return;
    }
    pace();
    charge();
    if (outbox.isFinished()) {
      linger();
    }
  }

  /// Stops receiving while too much of what was queued at the end of the last callback is unsent;
  /// messages that others add later do not count, for they may add them without end. Waits to write
  /// only while something is unsent.
  private void pace() {
    long behind = Math.min(answered - bytesOut, outbox.pending());
    paused = behind > (paused ? limits.lowWaterMark() : limits.highWaterMark());
    boolean reading = !paused && !peerEnded;
    int interest =
        (reading ? SelectionKey.OP_READ : 0) | (unsent == null ? 0 : SelectionKey.OP_WRITE);
    if (key.isValid() && key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  /// Charges what the protocol has of an unfinished message, and what the socket does not take.
  private void charge() {
    int counts =
        Share.counted(unfinished)
            + (unsent == null || unsent.isReadOnly() ? 0 : Share.counted(unsent.remaining()));
    if (counts != charged) {
      int change = counts - charged;
      charged = counts;
      if (!share.change(change)) {
        close(CloseReason.MEMORY);
      }
    }
  }

  /// All is sent: gives the peer time to read it and to close, too.
  private void linger() {
    state = State.LINGERING;
    if (peerEnded || evicted) {
      close(evicted ? CloseReason.EVICTED : CloseReason.ENDED);
      return;
    }
    try {
      channel.shutdownOutput();
      afterLinger(() -> close(CloseReason.ENDED));
    } catch (IOException e) {
      broken(e);
    }
  }

  private void broken(IOException e) {
    ending.callFailed(e);
    close(CloseReason.BROKEN);
  }

  @Override
  public Share share() {
    return share;
  }

  @Override
  public void endInput() {
    loop.execute(() -> {
      draining = true;
      if (state == State.OPEN && !protocol().midMessage()) {
        finish();
      }
    });
  }

  /// The thread that accepts is the loop's.
  @Override
  public boolean evict() {
    if (state != State.OPEN
        || peerEnded
        || unsent != null
        || outbox.pending() > 0
        || protocol().midMessage()) {
      return false;
    }
    evicted = true;
    finish();
    return true;
  }

  @Override
  public boolean close(CloseReason reason) {
    return close(reason, null);
  }

  private boolean close(CloseReason reason, @Nullable Throwable cause) {
    boolean first = ending.decide(reason, cause);
    outbox.close();
    loop.execute(this::closeInLoop); // after whatever callback is running
    return first;
  }

  private void closeInLoop() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    forgetLinger(); // or the timer would hold all of this for the rest of its time
    if (ending.resets()) {
      Sockets.reset(channel);
    } else {
      Sockets.close(channel);
    }
    try {
      if (protocol != null) {
        protocol.closed(ending.cause());
      }
    } catch (Throwable e) { // other languages throw checked ones, too
      host.failed(this, e);
    } finally {
      host.closed(this, place);
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public void wakeDrainer() {
    loop.execute(this::send);
  }

  @Override
  public void disconnect(CloseReason reason, @Nullable Throwable cause) {
    close(reason, cause);
  }

  @Override
  public SocketAddress peer() {
    return peer;
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return proxyHeader;
  }

  @Override
  public Activity activity() {
    if (state == State.LINGERING || state == State.CLOSED || ending.reason() != null) {
      return Activity.CLOSING;
    }
    if (calling) {
      return Activity.RUNNING;
    }
    return unsent == null ? Activity.READING : Activity.WRITING;
  }

  @Override
  public @Nullable Thread thread() {
    return calling ? loop.thread() : null;
  }

  @Override
  public boolean inputEnded() {
    return state != State.OPEN || peerEnded;
  }

  @Override
  public boolean peerEnded() {
    return peerEnded;
  }

  @Override
  public boolean isWaiting() {
    return state != State.LINGERING; // that has a limit of its own; callbacks do not block
  }

  @Override
  public long progress() {
    return bytesIn + bytesOut;
  }

  @Override
  public int unfinished() {
    return unfinished;
  }

  @Override
  public Traffic traffic() {
    return new Traffic(messagesIn, outbox.sent(), bytesIn, bytesOut, outbox.overflows());
  }

  @Override
  public @Nullable CloseReason closeReason() {
    return ending.reason();
  }

  @FunctionalInterface
  private interface Callback {
    void run() throws Exception;
  }
}
