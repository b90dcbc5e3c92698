package dev.heddle.serving;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts the exceptions of handlers by class. Thread-safe.
public final class Failures {
  /// More kinds than these are counted together: a handler may make classes as it goes.
  private static final int MOST_KINDS = 50;

  private static final String OTHERS = "others";

  private final Map<String, LongAdder> kinds = new ConcurrentHashMap<>();

  public void count(Throwable failure) {
    String kind = failure.getClass().getName();
    boolean known = kinds.size() < MOST_KINDS || kinds.containsKey(kind);
    kinds.computeIfAbsent(known ? kind : OTHERS, key -> new LongAdder()).increment();
  }

  /// How many there were of each kind.
  public Map<String, Long> byKind() {
    Map<String, Long> counts = new TreeMap<>();
    kinds.forEach((kind, count) -> counts.put(kind, count.sum()));
    return Collections.unmodifiableMap(counts);
  }
}
