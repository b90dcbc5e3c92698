package dev.heddle.cluster;

import dev.heddle.services.nodes.Register;
import dev.heddle.services.topics.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A register on a stream that keeps the latest message of each key. Keys are taken by
/// compare-and-set, and all nodes compute from the stream who holds what: see [Holdings].
///
/// What this node wants to hold is in memory. One thread makes the stream agree with it, again and
/// again while NATS is lost; if this node's lease was ended meanwhile, it begins another one and
/// claims again whatever nobody else has taken. Thread-safe.
final class LeasedRegister implements Register {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// Long before the servers delete it.
  private static final Duration REWRITTEN = Duration.ofHours(6);

  private final Stream stream;
  private final Node node;
  private final String description;
  private final Thread keeper;
  private final Heart heart;
  private final StreamReader reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Held while the watcher is told, so that it sees changes in order. Taken before the other lock,
  /// which a watcher's own lock may be taken before.
  private final ReentrantLock telling = new ReentrantLock();

  private volatile @Nullable Watcher watcher; // written with that held

  // Guarded by the lock.
  private final Holdings holdings;
  private final Wanted wanted = new Wanted();
  private int lease;
  private boolean closed;

  private long rewrittenAt = System.nanoTime(); // of the keeper

  private LeasedRegister(Stream stream, Stream pulses, Node node, String description)
      throws IOException {
    this.stream = stream;
    this.node = node;
    this.description = description;
    this.holdings = new Holdings(node.id());
    this.keeper = Thread.ofPlatform().name("heddle-keeper").daemon().unstarted(this::keep);
    long end = stream.lastSequence();
    this.reader = StreamReader.start(stream, 0, this::read);
    try {
      this.heart = new Heart(pulses, node, this::owner, this::owners, this::end);
      awaitRead(end);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  /// Until all is known that was there before.
  private void awaitRead(long end) throws IOException {
    try {
      if (!await(() -> reader.position() >= end, PATIENCE)) {
        throw new IOException(stream.name() + " is not read");
      }
    } catch (InterruptedException e) {
      throw Stream.interrupted(e);
    }
  }

  /// Opens it and begins a lease.
  ///
  /// @param description what others may be told about this node
  static LeasedRegister open(Stream stream, Stream pulses, Node node, String description)
      throws IOException {
    var register = new LeasedRegister(stream, pulses, node, description);
    try {
      register.begin();
      register.heart.start();
      register.keeper.start();
      return register;
    } catch (IOException | RuntimeException e) {
      register.reader.close();
      throw e;
    } catch (InterruptedException e) {
      register.reader.close();
      throw Stream.interrupted(e);
    }
  }

  private String owner() {
    lock.lock();
    try {
      return Claim.owner(node.id(), lease);
    } finally {
      lock.unlock();
    }
  }

  private Set<String> owners() {
    lock.lock();
    try {
      return holdings.owners();
    } finally {
      lock.unlock();
    }
  }

  /// The reader's.
  private void read(Stream.Stored stored) {
    String token = stream.token(stored.subject());
    Claim claim = Claim.decoded(stored.body());
    var lost = new ArrayList<String>();
    telling.lock();
    try {
      List<Holdings.Change> changes;
      lock.lock();
      try {
        changes = holdings.apply(token, stored.sequence(), claim);
        for (Holdings.Change change : changes) {
          boolean taken = change.now() != null && !change.now().own();
          if (taken && wanted.lose(change.key())) {
            lost.add(change.key());
          }
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      Watcher told = watcher;
      if (told != null) {
        changes.forEach(change -> told.changed(change.before(), change.now()));
        lost.forEach(told::lost);
      }
    } finally {
      telling.unlock();
    }
  }

  @Override
  public void watch(Watcher watcher) {
    telling.lock();
    try {
      List<Holding> all;
      lock.lock();
      try {
        all = holdings.all();
      } finally {
        lock.unlock();
      }
      all.forEach(held -> watcher.changed(null, held));
      this.watcher = watcher;
    } finally {
      telling.unlock();
    }
  }

  @Override
  public @Nullable Holding claim(String key, String value, Predicate<Holding> mayTake)
      throws StorageException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (boolean tried = false; ; tried = true) {
        Holding holder = held(key);
        boolean isOwn = holder != null && holder.own();
        if (isOwn && tried) {
          return null;
        }
        // What is its own and not wanted is about to be given back.
        if (isOwn ? isWanted(key) : holder != null && !mayTake.test(holder)) {
          return holder;
        }
        if (!node.isReachable() || System.nanoTime() > deadline) {
          release(key); // it may be written yet
          throw new StorageException("cannot reach the cluster now", null);
        }
        want(key, value);
        write(key, new Claim(owner(), value).encoded());
      }
    } catch (IOException e) {
      release(key);
      throw new StorageException("cannot reach the cluster now", e);
    } catch (InterruptedException e) {
      release(key);
      throw new StorageException("cannot reach the cluster now", Stream.interrupted(e));
    }
  }

  private @Nullable Holding held(String key) {
    lock.lock();
    try {
      return holdings.held(key);
    } finally {
      lock.unlock();
    }
  }

  private boolean isWanted(String key) {
    lock.lock();
    try {
      return wanted.has(key);
    } finally {
      lock.unlock();
    }
  }

  private void want(String key, String value) {
    lock.lock();
    try {
      wanted.add(key, value);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void set(String key, String value) {
    lock.lock();
    try {
      if (wanted.change(key, value)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(String key) {
    lock.lock();
    try {
      wanted.release(key);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Writes a key's message if it is the next one; returns when its outcome has been read, or is
  /// unknown.
  private void write(String key, byte[] body) throws IOException, InterruptedException {
    String subject = stream.subject(Claim.token(key));
    long revision = revision(key);
    switch (stream.publish(subject, revision, body)) {
      case Stream.Outcome.Stored _ -> awaitOther(key, revision, READ);
      case Stream.Outcome.Outrun _ -> {
        if (!awaitOther(key, revision, READ) && stream.firstSequence() > revision) {
          forget(key, revision);
        }
      }
      case Stream.Outcome.Unknown _ -> awaitOther(key, revision, PAUSE);
      case Stream.Outcome.Refused(String reason) -> throw new IOException(reason);
    }
  }

  private long revision(String key) {
    lock.lock();
    try {
      return holdings.revision(key);
    } finally {
      lock.unlock();
    }
  }

  /// The servers have deleted the message, as nobody has written it for so long.
  private void forget(String key, long revision) {
    lock.lock();
    try {
      holdings.forget(key, revision);
    } finally {
      lock.unlock();
    }
  }

  /// @return false if it took too long
  private boolean await(BooleanSupplier holds, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!holds.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitOther(String key, long revision, Duration patience)
      throws InterruptedException {
    return await(() -> holdings.revision(key) != revision, patience);
  }

  /// The keeper: while there is something to do, it is tried.
  private void keep() {
    while (true) {
      try {
        await(() -> closed || !wanted.isSettled() || !isLeased(), READ);
        if (isClosed()) {
          return;
        }
        if (!node.isReachable()) {
          Thread.sleep(PAUSE);
          continue;
        }
        rewrite();
        if (!await(this::isLeased, Duration.ZERO)) {
          LOG.log(Level.WARNING, "cluster: this node was cut off, and claims again what it held");
          begin();
        }
        for (String key : doubtful()) {
          agree(key);
        }
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "cluster: {0}: {1}", stream.name(), e.getMessage());
      } catch (InterruptedException e) {
        return; // closed
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Under the lock.
  private boolean isLeased() {
    return holdings.ownerRevision(owner()) > 0;
  }

  /// Begins a lease, and has everything claimed that is wanted.
  private void begin() throws IOException, InterruptedException {
    lock.lock();
    try {
      lease++;
      wanted.doubtAll();
    } finally {
      lock.unlock();
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String owner = owner();
    String subject = stream.subject(Holdings.OWNER + owner);
    do {
      if (System.nanoTime() > deadline) {
        throw new IOException("no lease could be begun");
      }
      stream.publish(subject, 0, new Claim(owner, description).encoded());
    } while (!await(() -> holdings.ownerRevision(owner) > 0, READ));
  }

  /// Now and then, so that the servers do not delete it.
  private void rewrite() throws InterruptedException {
    if (System.nanoTime() - rewrittenAt < REWRITTEN.toNanos()) {
      return;
    }
    rewrittenAt = System.nanoTime();
    String owner = owner();
    byte[] body = new Claim(owner, description).encoded();
    stream.publish(stream.subject(Holdings.OWNER + owner), ownerRevision(owner), body);
    lock.lock();
    try {
      wanted.age();
    } finally {
      lock.unlock();
    }
  }

  private long ownerRevision(String owner) {
    lock.lock();
    try {
      return holdings.ownerRevision(owner);
    } finally {
      lock.unlock();
    }
  }

  private List<String> doubtful() {
    lock.lock();
    try {
      return wanted.doubtful();
    } finally {
      lock.unlock();
    }
  }

  /// Makes the stream agree with what is wanted of a key, if it does not.
  private void agree(String key) throws IOException, InterruptedException {
    byte[] body;
    lock.lock();
    try {
      body = wanted.next(key, holdings.held(key), owner());
    } finally {
      lock.unlock();
    }
    if (body != null) {
      write(key, body);
    }
  }

  /// Ends the lease of a node that is dead; whoever is first does it.
  private void end(String owner) {
    try {
      stream.publish(stream.subject(Holdings.OWNER + owner), ownerRevision(owner), Claim.NONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    heart.close();
    end(owner());
    reader.close();
  }
}
