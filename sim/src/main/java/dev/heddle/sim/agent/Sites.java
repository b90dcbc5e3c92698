package dev.heddle.sim.agent;

import java.util.ArrayList;
import java.util.List;

/// The places in the application's code before which a thread may be preempted, by number. Numbers
/// are given as classes are loaded, and mean nothing to another JVM. Thread-safe.
public final class Sites {
  private static final List<Site> ALL = new ArrayList<>();

  private Sites() {}

  /// One such place.
  ///
  /// @param type the class, with dots
  /// @param line its line in the source; 0 if the class does not say
  /// @param file the source's file name; empty if the class does not say
  /// @param action what is about to be done, such as "reads count"
  public record Site(String type, String method, String file, int line, String action) {

    /// Such as "Counter.add(Counter.java:12)".
    public String place() {
      String simple = type.substring(type.lastIndexOf('.') + 1);
      return simple + '.' + method + '(' + (file.isEmpty() ? "unknown" : file + ':' + line) + ')';
    }

    @Override
    public String toString() {
      return action + " at " + place();
    }
  }

  static synchronized int add(Site site) {
    ALL.add(site);
    return ALL.size() - 1;
  }

  /// @throws IndexOutOfBoundsException if there is no such number
  public static synchronized Site get(int number) {
    return ALL.get(number);
  }
}
