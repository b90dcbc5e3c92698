package dev.heddle.cluster;

import java.io.IOException;
import java.time.Duration;

/// Writes to a register's stream by compare-and-set, and waits until the outcome has been read.
/// Thread-safe.
final class RegisterWriter {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Stream stream;
  private final RegisterState state;
  private final String description;

  /// @param description what other nodes' operators see of this one
  RegisterWriter(Stream stream, RegisterState state, String description) {
    this.stream = stream;
    this.state = state;
    this.description = description;
  }

  /// Writes a key's message if it is the next one after `revision`. Returns when a next one has
  /// been read, or the outcome is unknown.
  private void write(String key, long revision, byte[] body)
      throws IOException, InterruptedException {
    switch (stream.publish(stream.subject(Claim.token(key)), revision, body)) {
      case Stream.Outcome.Stored _ -> awaitOther(key, revision, READ);
      case Stream.Outcome.Outrun _ -> {
        if (!awaitOther(key, revision, READ) && stream.firstSequence() > revision) {
          state.forget(key, revision); // deleted for its age
        }
      }
      case Stream.Outcome.Unknown _ -> awaitOther(key, revision, PAUSE);
      case Stream.Outcome.Refused(String reason) -> throw new IOException(reason);
    }
  }

  /// @return false if it took too long
  private boolean awaitOther(String key, long revision, Duration patience)
      throws InterruptedException {
    return state.await(() -> state.revision(key) != revision, patience);
  }

  /// Writes what this node wants of a key, unless the stream agrees.
  ///
  /// @throws IOException if the servers reject it for good
  void agree(String key) throws IOException, InterruptedException {
    RegisterState.Write next = state.next(key);
    if (next != null) {
      write(key, next.revision(), next.body());
    }
  }

  /// Claims a key for the current lease, unless it has been written since this revision.
  ///
  /// @throws IOException if the servers reject it for good
  void claim(String key, long revision, String value) throws IOException, InterruptedException {
    write(key, revision, new Claim(state.owner(), value).encoded());
  }

  /// Begins another lease. Everything that is wanted has to be claimed with it: see
  /// [RegisterState#doubtful].
  void beginLease() throws IOException, InterruptedException {
    String owner = state.nextOwner();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    do {
      if (System.nanoTime() > deadline) {
        throw new IOException("no lease could be begun");
      }
      write(owner, 0);
    } while (!state.await(() -> state.ownerRevision(owner) > 0, READ));
  }

  /// Writes the current lease anew, so that the servers do not delete it for its age.
  void renewLease() throws InterruptedException {
    String owner = state.owner();
    write(owner, state.ownerRevision(owner));
  }

  private void write(String owner, long expected) throws InterruptedException {
    byte[] body = new Claim(owner, description).encoded();
    var _ = stream.publish(stream.subject(Holdings.OWNER + owner), expected, body);
  }

  /// Ends a lease, this node's or that of a node that is dead. Nothing happens if that has been
  /// done.
  void endLease(String owner) {
    try {
      String subject = stream.subject(Holdings.OWNER + owner);
      var _ = stream.publish(subject, state.ownerRevision(owner), Claim.NONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
