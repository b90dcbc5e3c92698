package dev.heddle.services.topics;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Deletes messages over the maximum age, and the oldest over the maximum number, in small batches:
/// storing or reading waits for at most one batch.
///
/// A topic with a subscriber keeps its latest message, so that its numbers continue; one that is
/// [Topics#LASTING] keeps all. Belongs to the writer's thread.
final class Retention {
  private static final System.Logger LOG = System.getLogger("dev.heddle.topics");
  private static final int PIECE = 100;
  private static final int PAGES = 100;
  private static final Duration EVERY = Duration.ofSeconds(10);

  /// A clock that jumps may be wrong, and deletion is final. So nothing is deleted for its age
  /// until the clock has been steady for this long. By then, services have subscribed to what they
  /// count.
  private static final Duration STEADY = Duration.ofMinutes(10);

  private static final Duration JUMP = Duration.ofMinutes(1);

  private final SqliteFile file;
  private final Keep keep;
  private final Predicate<String> isSubscribed;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private long dueNanos;
  private long lookedNanos;
  private long lookedMillis;
  private long steadyNanos;
  private @Nullable Sweep sweep;
  private boolean failing;

  /// One walk through the messages from the oldest on.
  ///
  /// @param before the time before which all are deleted; null to delete until it is little enough
  private record Sweep(@Nullable Long before, SqliteFile.Position place) {}

  Retention(SqliteFile file, Keep keep, Predicate<String> isSubscribed) {
    this(file, keep, isSubscribed, Clock.systemUTC(), System::nanoTime);
  }

  Retention(
      SqliteFile file,
      Keep keep,
      Predicate<String> isSubscribed,
      Clock clock,
      LongSupplier nanoTime) {
    this.file = file;
    this.keep = keep;
    this.isSubscribed = isSubscribed;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.dueNanos = nanoTime.getAsLong();
    this.lookedNanos = dueNanos;
    this.lookedMillis = clock.millis();
    this.steadyNanos = dueNanos;
  }

  /// How long until there may be something to do; 0 for at once.
  long nanosUntilDue() {
    return sweep != null ? 0 : Math.max(0, dueNanos - nanoTime.getAsLong());
  }

  /// Does one piece, if it is time for that.
  void step() {
    if (nanosUntilDue() > 0) {
      return;
    }
    try {
      Sweep current = sweep == null ? begin() : sweep;
      sweep = current == null ? null : continued(current);
      failing = false;
    } catch (SQLException e) {
      sweep = null;
      file.rollback();
      if (!failing) {
        failing = true;
        LOG.log(Level.WARNING, "{0}: deleting old messages failed: {1}", file, e.getMessage());
      }
    }
    if (sweep == null) {
      dueNanos = nanoTime.getAsLong() + EVERY.toNanos();
    }
  }

  private @Nullable Sweep begin() throws SQLException {
    boolean steady = isClockSteady();
    Duration age = keep.age();
    if (age != null && steady) {
      long before = clock.millis() - age.toMillis();
      if (file.hasOlder(before)) {
        return new Sweep(before, SqliteFile.Position.FIRST);
      }
    }
    return beginForSize();
  }

  private @Nullable Sweep beginForSize() throws SQLException {
    return isTooMuch() ? new Sweep(null, SqliteFile.Position.FIRST) : null;
  }

  private boolean isTooMuch() throws SQLException {
    Long most = keep.bytes();
    return most != null && file.usedBytes() > most;
  }

  private @Nullable Sweep continued(Sweep current) throws SQLException {
    Long before = current.before();
    if (before == null && !isTooMuch()) {
      return null;
    }
    List<SqliteFile.Position> oldest =
        file.oldest(current.place(), before == null ? Long.MAX_VALUE : before, PIECE);
    if (oldest.isEmpty()) {
      return before == null ? null : beginForSize(); // what is left may be too much all the same
    }
    var deleted = new ArrayList<SqliteFile.Position>();
    for (SqliteFile.Position place : oldest) {
      if (mayGo(place)) {
        deleted.add(place);
      }
    }
    file.delete(deleted);
    file.shrink(PAGES);
    return new Sweep(before, oldest.getLast());
  }

  private boolean mayGo(SqliteFile.Position place) throws SQLException {
    String topic = place.topic();
    return !topic.startsWith(Topics.LASTING)
        && !(isSubscribed.test(topic) && file.lastSequence(topic) == place.sequence());
  }

  private boolean isClockSteady() {
    long nanos = nanoTime.getAsLong();
    long millis = clock.millis();
    long elapsed = TimeUnit.NANOSECONDS.toMillis(nanos - lookedNanos);
    if (Math.abs(millis - lookedMillis - elapsed) > JUMP.toMillis()) {
      steadyNanos = nanos;
    }
    lookedNanos = nanos;
    lookedMillis = millis;
    return nanos - steadyNanos >= STEADY.toNanos();
  }
}
