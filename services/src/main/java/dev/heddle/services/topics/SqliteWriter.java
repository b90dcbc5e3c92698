package dev.heddle.services.topics;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one thread that works with an [SqliteFile], and calls the subscribers.
///
/// ```
///   append ──▶ requests ──▶ take all ──▶ one transaction ──▶ subscribers ──▶ append returns
/// ```
///
/// A transaction costs about the same however many messages it stores. So if some came during the
/// last one, their authors are many, and the next waits for more of them: for as long as the last
/// one took, which is how long a message has to expect to wait anyway.
///
/// Thread-safe, but for [#file()] and [#subscribe], which belong to that thread: see [#call].
final class SqliteWriter {
  private static final Logger LOG = System.getLogger("dev.heddle.topics");

  /// Bounds how long later messages wait for their commit.
  private static final int MOST_IN_A_BATCH = 1000;

  private static final long LONGEST_GATHERING = TimeUnit.MILLISECONDS.toNanos(10);

  private final DataLock dataLock;
  private final SqliteFile file;
  private final Retention retention;
  private final Thread thread;
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final ConcurrentMap<String, List<Subscriber>> subscribers = new ConcurrentHashMap<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile @Nullable SQLException damage;
  private long storingNanos; // how long the last transaction took
  private boolean failing;
  private boolean closed;

  private sealed interface Request {
    CompletableFuture<?> result();
  }

  private record Append(
      String topic, Instant time, String author, String text, CompletableFuture<Long> result)
      implements Request {}

  private record Call(Runnable work, CompletableFuture<?> result) implements Request {}

  private SqliteWriter(String name, DataLock dataLock, SqliteFile file, Keep keep) {
    this.dataLock = dataLock;
    this.file = file;
    this.retention = new Retention(file, keep, subscribers::containsKey);
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  static SqliteWriter start(String name, DataLock dataLock, SqliteFile file, Keep keep) {
    var writer = new SqliteWriter(name, dataLock, file, keep);
    writer.thread.start();
    return writer;
  }

  /// Completes with the sequence number once the message is stored and delivered.
  CompletableFuture<Long> append(String topic, String author, String text) {
    var result = new CompletableFuture<Long>();
    submit(new Append(topic, Instant.now(), author, text, result));
    return result;
  }

  /// Runs `work` on the thread, after earlier appends.
  <T> CompletableFuture<T> call(Callable<T> work) {
    var result = new CompletableFuture<T>();
    submit(
        new Call(
            () -> {
              try {
                result.complete(work.call());
              } catch (SQLException e) {
                file.rollback(); // or the statement that has failed would fail for ever
                result.completeExceptionally(e);
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            },
            result));
    return result;
  }

  private void submit(Request request) {
    if (closing.get()) {
      refuse(request, null);
      return;
    }
    requests.add(request);
    if (closing.get() && requests.remove(request)) { // it came too late to be seen
      refuse(request, null);
    }
  }

  /// From now on nothing is stored: it would be lost with the file. Thread-safe.
  void damaged(String what) {
    LOG.log(
        Level.ERROR,
        "{0} is damaged: {1}; messages are refused; stop the server and put a copy in its place",
        file,
        what);
    damage = new SQLException("the file is damaged: " + what);
  }

  SqliteFile file() {
    return file;
  }

  Subscription subscribe(String topic, long from, Subscriber subscriber) throws SQLException {
    file.replay(topic, from, entries -> deliver(subscriber, entries));
    subscribers.compute(
        topic,
        (_, some) -> {
          List<Subscriber> all = some == null ? new CopyOnWriteArrayList<>() : some;
          all.add(subscriber);
          return all;
        });
    return () ->
        subscribers.computeIfPresent(
            topic,
            (_, all) -> {
              all.remove(subscriber);
              return all.isEmpty() ? null : all;
            });
  }

  /// Ends when all that was asked for is done.
  void close() {
    if (closing.compareAndSet(false, true)) {
      requests.add(new Call(() -> closed = true, new CompletableFuture<>()));
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var taken = new ArrayList<Request>();
    try {
      while (!closed) {
        taken.clear();
        if (!requests.isEmpty()) {
          gather();
        }
        Request first = requests.poll(retention.nanosUntilDue(), TimeUnit.NANOSECONDS);
        if (first != null) {
          taken.add(first);
          requests.drainTo(taken, MOST_IN_A_BATCH - 1);
          serveSafely(taken);
        }
        retainSafely();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.ERROR, "{0} was interrupted and ends", thread.getName());
    } finally {
      closing.set(true);
      requests.forEach(request -> refuse(request, null));
      file.close();
    }
  }

  /// Lets more messages come before the next transaction begins.
  private void gather() {
    if (requests.size() < MOST_IN_A_BATCH && !closing.get()) {
      LockSupport.parkNanos(Math.min(storingNanos, LONGEST_GATHERING));
    }
  }

  /// Whatever happens, no caller waits for ever.
  private void serveSafely(List<Request> taken) {
    try {
      serve(taken);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, file + ": messages are refused after a failure", e);
      taken.forEach(request -> refuse(request, e)); // those that are done already, stay so
      file.rollback();
    }
  }

  private void retainSafely() {
    try {
      if (!closed) {
        retention.step();
      }
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, file + ": deleting old messages failed", e);
      file.rollback();
    }
  }

  private void serve(List<Request> taken) {
    var batch = new ArrayList<Append>();
    for (Request request : taken) {
      switch (request) {
        case Append append -> batch.add(append);
        case Call call -> {
          commit(batch);
          batch.clear();
          call.work().run();
        }
      }
    }
    commit(batch);
  }

  private void commit(List<Append> batch) {
    if (batch.isEmpty()) {
      return;
    }
    var entries = new ArrayList<Entry>();
    long began = System.nanoTime();
    try {
      store(batch, entries);
      storingNanos = System.nanoTime() - began;
    } catch (SQLException | IOException e) {
      failed(e);
      batch.forEach(append -> refuse(append, e));
      return;
    }
    if (failing) {
      failing = false;
      LOG.log(Level.INFO, "{0}: messages are stored again", file);
    }
    deliver(batch, entries);
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).result().complete(entries.get(i).sequence());
    }
  }

  private void store(List<Append> batch, List<Entry> entries) throws SQLException, IOException {
    SQLException damaged = damage;
    if (damaged != null) {
      throw damaged;
    }
    var sequences = new LinkedHashMap<String, Long>();
    try {
      file.begin();
      for (Append append : batch) {
        Long before = sequences.get(append.topic());
        long last = before == null ? file.lastSequence(append.topic()) : before;
        var entry = new Entry(last + 1, append.time(), append.author(), append.text());
        sequences.put(append.topic(), entry.sequence());
        file.insert(append.topic(), entry);
        entries.add(entry);
      }
      dataLock.require();
      file.requireFiles();
      file.commit();
    } catch (SQLException | IOException e) {
      file.rollback();
      throw e;
    }
    file.requireFiles(); // or what was just stored may be gone
  }

  private void failed(Exception e) {
    if (!failing) {
      failing = true;
      LOG.log(
          Level.WARNING,
          "{0}: messages are refused until they can be stored: {1}",
          file,
          reason(e));
    }
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private static void refuse(Request request, @Nullable Throwable cause) {
    request
        .result()
        .completeExceptionally(new StorageException("cannot store messages now", cause));
  }

  private void deliver(List<Append> batch, List<Entry> entries) {
    Map<String, List<Entry>> byTopic = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      byTopic.computeIfAbsent(batch.get(i).topic(), _ -> new ArrayList<>()).add(entries.get(i));
    }
    byTopic.forEach((topic, some) -> {
      for (Subscriber subscriber : subscribers.getOrDefault(topic, List.of())) {
        deliver(subscriber, some);
      }
    });
  }

  private void deliver(Subscriber subscriber, List<Entry> entries) {
    try {
      subscriber.received(entries);
    } catch (RuntimeException e) { // its own fault, and not the other subscribers'
      LOG.log(Level.ERROR, file + ": a subscriber has failed", e);
    }
  }
}
