package dev.heddle.sim.example;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collections of the JDK, used with and without a lock.
public final class Shelves {
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Long> numbers = new ArrayList<>();
  private final Locked locked = new Locked();

  /// Locks by itself, and so may be used by several threads.
  private static final class Locked extends LinkedHashMap<String, Integer> {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Integer put(String key, Integer value) {
      return super.put(key, value);
    }
  }

  public void count(String word) {
    counts.merge(word, 1, Integer::sum);
  }

  public int of(String word) {
    return counts.getOrDefault(word, 0);
  }

  public synchronized void countLocked(String word) {
    counts.merge(word, 1, Integer::sum);
  }

  public synchronized int ofLocked(String word) {
    return counts.getOrDefault(word, 0);
  }

  public void add(long number) {
    numbers.add(numbers.size(), number);
  }

  public boolean has(long number) {
    return numbers.contains(number);
  }

  public void putInLocked(String key) {
    locked.put(key, 1);
  }

  public int size() {
    return numbers.size();
  }
}
