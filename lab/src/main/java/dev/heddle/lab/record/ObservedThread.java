package dev.heddle.lab.record;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A thread whose life is recorded. Thread-safe: the thread itself records its start, sleeps and
/// end; an observer records all else.
final class ObservedThread {
  private final String name;
  private final List<Span> spans = new ArrayList<>(); // this and the rest: guarded by this
  private ThreadSample now = ThreadSample.RUNNING;
  private long since;
  private boolean exact;
  private boolean ended;

  ObservedThread(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  synchronized void begin(long nanos) {
    since = nanos;
  }

  /// The thread itself says that it will sleep, or that it has slept.
  synchronized void tell(ThreadSample look, long nanos) {
    exact = look.equals(ThreadSample.SLEEPING);
    change(look, nanos);
  }

  /// An observer has seen something, which the thread itself knows better while it sleeps.
  synchronized void seen(@Nullable ThreadSample look, long nanos) {
    if (look != null && !exact) {
      change(look, nanos);
    }
  }

  synchronized void end(long nanos) {
    change(ThreadSample.RUNNING, nanos);
    close(nanos);
    ended = true;
  }

  /// The recording so far.
  synchronized Track track(long nanos) {
    var all = new ArrayList<>(spans);
    if (!ended && nanos > since) {
      all.add(new Span(now.activity(), now.what(), since, nanos));
    }
    return new Track(name, all);
  }

  private void change(ThreadSample look, long nanos) {
    if (!ended && !look.equals(now)) {
      close(nanos);
      now = look;
      since = nanos;
    }
  }

  private void close(long nanos) {
    if (nanos > since) {
      spans.add(new Span(now.activity(), now.what(), since, nanos));
    }
  }
}
