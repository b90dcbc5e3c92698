package dev.heddle.observe;

import dev.heddle.text.PlainText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The last things that were found wrong; each is logged when it begins and when it ends. The names
/// of threads, peers and locks in them come from elsewhere: they pass through [PlainText] here, and
/// only here. Thread-safe.
final class Findings {
  private static final Logger LOG = System.getLogger("dev.heddle.watchdog");
  private static final int MOST = 50;

  private final Deque<Finding> last = new ArrayDeque<>(); // guarded by this
  private long lastId;

  /// Something has begun.
  ///
  /// @param details for the log only: lines that follow; may be empty
  /// @return its number, for [#ended]
  long began(String kind, String what, String details) {
    String text = PlainText.visible(what);
    LOG.log(
        Level.WARNING,
        "{0}",
        details.isEmpty() ? text : text + System.lineSeparator() + PlainText.visibleLines(details));
    synchronized (this) {
      if (last.size() == MOST) {
        last.removeFirst();
      }
      last.addLast(new Finding(++lastId, kind, System.currentTimeMillis(), text, false));
      return lastId;
    }
  }

  /// It has passed.
  void ended(long id, String what) {
    String text = PlainText.visible(what);
    LOG.log(Level.WARNING, "{0}", text);
    synchronized (this) {
      List<Finding> all = new ArrayList<>(last);
      all.replaceAll(f -> f.id() == id ? new Finding(id, f.kind(), f.millis(), text, true) : f);
      last.clear();
      last.addAll(all);
    }
  }

  /// How many there were in all.
  synchronized long soFar() {
    return lastId;
  }

  /// The oldest first.
  synchronized List<Finding> list() {
    return List.copyOf(last);
  }
}
