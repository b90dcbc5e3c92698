package dev.heddle.cluster;

import dev.heddle.services.nodes.Register;
import dev.heddle.services.topics.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A register on a stream that keeps the latest message of each key. Keys are taken by
/// compare-and-set, and all nodes compute from the stream which node holds what: see [Holdings].
/// What this node wants to hold is in memory, and a [Keeper] makes the stream agree. Thread-safe.
final class LeasedRegister implements Register {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Stream stream;
  private final Node node;
  private final RegisterState state;
  private final RegisterWriter writer;
  private final StreamReader reader;
  private final Heart heart;

  /// Held while the watcher is called, so that it sees changes in order. Taken before the state's
  /// lock, which a watcher's own lock may be taken before.
  private final ReentrantLock telling = new ReentrantLock();

  private volatile @Nullable Watcher watcher; // written with that held

  private LeasedRegister(Stream stream, Stream pulses, Node node, String description)
      throws IOException {
    this.stream = stream;
    this.node = node;
    this.state = new RegisterState(node);
    this.writer = new RegisterWriter(stream, state, description);
    long end = stream.lastSequence();
    this.reader = StreamReader.start(stream, 0, this::read);
    try {
      this.heart = new Heart(pulses, node, state::owner, state::owners, writer::endLease);
      awaitRead(end);
      writer.beginLease();
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    } catch (InterruptedException e) {
      reader.close();
      throw Stream.interrupted(e);
    }
  }

  /// Waits for the reader's position, not for a message: the last ones may have been deleted for
  /// their age.
  private void awaitRead(long end) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!state.await(() -> reader.position() >= end, LOOK)) {
      if (System.nanoTime() > deadline) {
        throw new IOException(stream.name() + " is not read");
      }
    }
  }

  /// Opens it and begins a lease.
  ///
  /// @param description what other nodes' operators see of this one
  static LeasedRegister open(Stream stream, Stream pulses, Node node, String description)
      throws IOException {
    var register = new LeasedRegister(stream, pulses, node, description);
    register.heart.start();
    Keeper.start(stream.name(), node, register.state, register.writer);
    return register;
  }

  /// The reader's.
  private void read(Stream.Stored stored) {
    Claim claim = Claim.decoded(stored.body());
    telling.lock();
    try {
      RegisterState.Read read =
          state.read(stream.token(stored.subject()), stored.sequence(), claim);
      Watcher told = watcher;
      if (told != null) {
        read.changes().forEach(change -> told.changed(change.before(), change.now()));
        read.lost().forEach(told::lost);
      }
    } finally {
      telling.unlock();
    }
  }

  @Override
  public void watch(Watcher watcher) {
    telling.lock();
    try {
      state.all().forEach(held -> watcher.changed(null, held));
      this.watcher = watcher;
    } finally {
      telling.unlock();
    }
  }

  @Override
  public @Nullable Holding claim(String key, String value, Predicate<Holding> mayTake)
      throws StorageException {
    Holding holder = tryToClaim(key, value, mayTake);
    telling.lock(); // the watcher may be seeing it just now
    try {
      return holder;
    } finally {
      telling.unlock();
    }
  }

  private @Nullable Holding tryToClaim(String key, String value, Predicate<Holding> mayTake)
      throws StorageException {
    Duration patience = stream.isWritable() ? PATIENCE : Duration.ZERO;
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (boolean tried = false; !(tried && state.claimed(key)); tried = true) {
        RegisterState.Seen seen = state.seen(key);
        Holding holder = seen.holder();
        if (holder != null && !isFree(holder, tried, mayTake)) {
          if (tried) {
            state.release(key);
          }
          return holder;
        }
        if (!node.isReachable() || (tried && System.nanoTime() > deadline)) {
          throw new IOException("NATS does not answer");
        }
        state.claim(key, value);
        writer.claim(key, seen.revision(), value);
      }
      return null;
    } catch (IOException e) {
      state.release(key); // it may be written yet
      throw new StorageException("cannot reach the cluster now", e);
    } catch (InterruptedException e) {
      state.release(key);
      throw new StorageException("cannot reach the cluster now", Stream.interrupted(e));
    }
  }

  /// Of this node's keys, those are free that are about to be given back.
  private boolean isFree(Holding holder, boolean tried, Predicate<Holding> mayTake) {
    return holder.own() ? tried || !state.isWanted(holder.key()) : mayTake.test(holder);
  }

  /// The nodes that are alive, as far as this one has read. Does not wait.
  List<NodeView> nodes(String service) {
    return state.nodes(service);
  }

  @Override
  public void set(String key, String value) {
    state.set(key, value);
  }

  @Override
  public void release(String key) {
    state.release(key);
  }

  @Override
  public void close() {
    state.close();
    heart.close();
    writer.endLease(state.owner());
    reader.close();
  }
}
