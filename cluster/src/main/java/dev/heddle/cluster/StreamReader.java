package dev.heddle.cluster;

import io.nats.client.Dispatcher;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a stream to its end and on, in order, each message once.
///
/// An ordered consumer repairs what it notices. A client on the cut-off side of a network is not
/// notified, and neither a healed network nor a restarted server brings the consumer back. So the
/// stream's length is compared with what was read: what is there and does not come for a while is
/// fetched, and another consumer begins after it. Thread-safe; `each` is called by one thread at a
/// time.
final class StreamReader implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");
  private static final Duration CHECKED_EVERY = Duration.ofSeconds(1);
  private static final Duration CHECKED_SOON = Duration.ofMillis(200);

  private final Stream stream;
  private final JetStream jetStream;
  private final Consumer<Stream.Stored> each;
  private final Thread watch;
  private final ReentrantLock reading = new ReentrantLock();

  // Written with the lock held.
  private volatile long position;
  private volatile boolean closed;

  /// Whether another consumer is being made; who makes it may use the dispatcher.
  private final AtomicBoolean subscribing = new AtomicBoolean();

  private @Nullable Dispatcher dispatcher;

  private volatile boolean following; // whether a consumer is thought to bring what comes

  // The watch's.
  private long missing; // the stream's length at the last check
  private long shorter = -1; // likewise, if it had less than was read
  private boolean hasWarned;

  private StreamReader(Stream stream, long after, Consumer<Stream.Stored> each) throws IOException {
    this.stream = stream;
    this.jetStream = stream.connection().jetStream();
    this.each = each;
    this.position = after;
    this.watch = Thread.ofVirtual().name(stream.name()).unstarted(this::run);
  }

  /// Begins to read.
  ///
  /// @param after the number of the last message that is not wanted; 0 to read all
  /// @param each must neither wait nor throw
  static StreamReader start(Stream stream, long after, Consumer<Stream.Stored> each)
      throws IOException {
    var reader = new StreamReader(stream, after, each);
    reader.subscribeAgain();
    reader.watch.start();
    return reader;
  }

  /// All messages up to this number have been read, and `each` has returned for them.
  long position() {
    return position;
  }

  private void subscribe() throws IOException {
    var from =
        ConsumerConfiguration.builder()
            .deliverPolicy(DeliverPolicy.ByStartSequence)
            .startSequence(position + 1)
            .ackPolicy(AckPolicy.None)
            .build();
    var options =
        PushSubscribeOptions.builder().stream(stream.name())
            .ordered(true)
            .configuration(from)
            .build();
    Dispatcher next = stream.connection().createDispatcher();
    try {
      JetStreamSubscription _ =
          jetStream.subscribe(stream.subjects(), next, this::received, false, options);
      dispatcher = next;
    } catch (JetStreamApiException e) {
      stream.connection().closeDispatcher(next);
      throw new IOException(e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      stream.connection().closeDispatcher(next);
      throw e;
    }
  }

  private void received(Message message) {
    long sequence = message.metaData().streamSequence();
    pass(new Stream.Stored(message.getSubject(), sequence, message.getData()));
  }

  /// Two consumers may overlap for a moment, and what they bring with what was fetched; the order
  /// is kept by the lock and the numbers.
  private void pass(Stream.Stored message) {
    reading.lock();
    try {
      if (message.sequence() > position && !closed) {
        each.accept(message);
        position = message.sequence();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, stream.name() + ": message " + message.sequence() + " is skipped", e);
      position = message.sequence();
    } finally {
      reading.unlock();
    }
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(following ? CHECKED_EVERY : CHECKED_SOON);
        check();
      } catch (InterruptedException e) {
        return; // closed
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "{0}: not checked: {1}", stream.name(), e.getMessage());
      }
    }
  }

  /// What the stream had at the last check should have been read by now. If it was not, it is
  /// fetched until there is another consumer. To fetch needs the stream's leader only; a consumer
  /// may take the servers seconds to make.
  private void check() throws IOException {
    long last = stream.lastSequence();
    if (following && missing > position) {
      following = false;
      LOG.log(
          Level.INFO, "{0}: no messages come after {1}, reading again", stream.name(), position);
    }
    missing = last;
    warnIfLost(last);
    if (!following) {
      fetch(last);
      if (subscribing.compareAndSet(false, true)) {
        Thread.ofVirtual().name(stream.name()).start(this::subscribeAgain);
      }
    }
  }

  /// A server may be behind for a moment; one that has lost messages stays so.
  private void warnIfLost(long last) {
    boolean isShorter = last < position;
    if (isShorter && shorter == last && !hasWarned) {
      hasWarned = true;
      LOG.log(
          Level.WARNING,
          "cluster: the servers have lost messages of {0}: it ends at {1}, and this node has read"
              + " up to {2}; restart the node, so that it reads what is there",
          stream.name(),
          Long.toString(last),
          Long.toString(position));
    }
    shorter = isShorter ? last : -1;
  }

  private void subscribeAgain() {
    try {
      Dispatcher former = dispatcher;
      subscribe();
      following = true;
      if (former != null) {
        stream.connection().closeDispatcher(former);
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "{0}: no consumer: {1}", stream.name(), e.getMessage());
    } finally {
      subscribing.set(false);
    }
  }

  private void fetch(long end) throws IOException {
    while (position < end && !closed) {
      Stream.Stored next = stream.next(stream.subjects(), position + 1);
      if (next != null) {
        pass(next);
      } else if (stream.firstSequence() > end) {
        skipTo(end); // all of it is too old
      } else {
        return; // this server does not have it yet
      }
    }
  }

  private void skipTo(long sequence) {
    reading.lock();
    try {
      position = Math.max(position, sequence);
    } finally {
      reading.unlock();
    }
  }

  /// Ends; a message that is being read is finished first.
  @Override
  public void close() {
    reading.lock();
    try {
      closed = true;
    } finally {
      reading.unlock();
    }
    watch.interrupt();
  }
}
