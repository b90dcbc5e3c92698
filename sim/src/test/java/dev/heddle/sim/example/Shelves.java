package dev.heddle.sim.example;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.DateFormat;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Objects of the JDK that are not made for several threads, used with and without a lock.
public final class Shelves {
  private final Map<String, Integer> counts = new HashMap<>();
  private final List<Long> numbers = new ArrayList<>();
  private final Locked locked = new Locked();
  private final DateFormat dates = new SimpleDateFormat("yyyy-MM-dd", Locale.ROOT);
  private final MessageDigest digest = sha256();

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

  public String dated(long millis) {
    return dates.format(new Date(millis));
  }

  public byte[] sum(byte[] of) {
    return digest.digest(of);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public int size() {
    return numbers.size();
  }
}
