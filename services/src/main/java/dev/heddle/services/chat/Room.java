package dev.heddle.services.chat;

import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscription;
import dev.heddle.services.topics.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A room that has members on this node. Its history is in its topic; the latest messages are here,
/// too.
///
/// Guarded by the chat's lock, except [#load], which waits for the storage, and final fields.
final class Room {
  /// How many messages a new member is shown.
  static final int SHOWN = 20;

  /// Fewer, if they are long: about as much memory as a member's connection may take.
  private static final int MOST_BYTES = 64 * 1024;

  final String name;
  final Topic topic;
  final Topic subjects;

  private final List<Member> members = new ArrayList<>();
  private final ArrayDeque<ChatLine> recent = new ArrayDeque<>(SHOWN + 1);
  private int recentBytes;
  private @Nullable String subject;
  private boolean closed;

  private final AtomicBoolean loading = new AtomicBoolean();
  private final CompletableFuture<Subscription> loaded = new CompletableFuture<>();

  Room(String name, Topic topic, Topic subjects) {
    this.name = name;
    this.topic = topic;
    this.subjects = subjects;
  }

  /// Waits until the history is loaded; the first caller loads it. Without the lock.
  void load(Messaging messaging) throws StorageException {
    if (loading.compareAndSet(false, true)) {
      try {
        loaded.complete(subscribe(messaging));
      } catch (StorageException e) {
        loaded.completeExceptionally(e);
      }
    }
    try {
      loaded.join();
    } catch (CompletionException e) {
      throw new StorageException("cannot open #" + name + " now", e.getCause());
    }
  }

  private Subscription subscribe(Messaging messaging) throws StorageException {
    Subscription subject =
        subjects.subscribeToLast(1, entries -> messaging.subjectSet(this, entries));
    try {
      Subscription messages =
          topic.subscribeToLast(SHOWN, entries -> messaging.received(this, entries));
      return () -> {
        subject.close();
        messages.close();
      };
    } catch (StorageException e) {
      subject.close();
      throw e;
    }
  }

  /// The members, in the order of arrival.
  List<Member> members() {
    return members;
  }

  void remember(ChatLine line) {
    recent.add(line);
    recentBytes += line.message().size();
    while (recent.size() > SHOWN || (recentBytes > MOST_BYTES && recent.size() > 1)) {
      recentBytes -= recent.remove().message().size();
    }
  }

  Collection<ChatLine> recent() {
    return recent;
  }

  /// The number of the latest message; 0 if there is none.
  long latest() {
    ChatLine latest = recent.peekLast();
    return latest == null ? 0 : latest.sequence();
  }

  @Nullable String subject() {
    return subject;
  }

  void subject(String text) {
    subject = text;
  }

  boolean isClosed() {
    return closed;
  }

  /// The last member has left.
  void close() {
    closed = true;
    if (loaded.isDone() && !loaded.isCompletedExceptionally()) {
      loaded.join().close();
    }
  }

  @Override
  public String toString() {
    return '#' + name;
  }
}
