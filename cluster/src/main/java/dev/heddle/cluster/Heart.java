package dev.heddle.cluster;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Sends this node's pulse, hears those of others, and has the leases of dead nodes ended.
/// Thread-safe.
final class Heart implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");
  private static final Duration BEAT = Duration.ofMillis(500);

  private final Stream stream;
  private final Node node;
  private final Supplier<String> owner;
  private final Supplier<Set<String>> owners;
  private final Consumer<String> end;
  private final StreamReader reader;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Pulses pulses = new Pulses(System.nanoTime()); // guarded by the lock

  private volatile boolean closed;

  /// @param owner this node's lease
  /// @param owners all leases
  /// @param end ends the lease of a dead node; may wait
  Heart(
      Stream stream,
      Node node,
      Supplier<String> owner,
      Supplier<Set<String>> owners,
      Consumer<String> end)
      throws IOException {
    this.stream = stream;
    this.node = node;
    this.owner = owner;
    this.owners = owners;
    this.end = end;
    this.reader = StreamReader.start(stream, stream.lastSequence(), this::came);
    this.thread = Thread.ofPlatform().name("heddle-heart").daemon().unstarted(this::beat);
  }

  void start() {
    thread.start();
  }

  private void came(Stream.Stored stored) {
    String from = new String(stored.body(), StandardCharsets.UTF_8);
    lock.lock();
    try {
      pulses.came(from, from.equals(owner.get()), System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  private void beat() {
    while (!closed) {
      try {
        if (node.isConnected()) { // else pulses would be kept, and come all at once
          send();
          dead().forEach(end);
        }
        Thread.sleep(BEAT);
      } catch (InterruptedException e) {
        return; // closed
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "cluster: no pulse: {0}", e.getMessage());
      }
    }
  }

  private void send() {
    String own = owner.get();
    stream.connection().publish(stream.subject(node.id()), own.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> dead() {
    lock.lock();
    try {
      List<String> dead = pulses.dead(owners.get(), System.nanoTime());
      dead.forEach(each -> LOG.log(Level.WARNING, "cluster: node {0} is silent", each));
      return dead;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    reader.close();
  }
}
