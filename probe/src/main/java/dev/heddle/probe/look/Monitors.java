package dev.heddle.probe.look;

import dev.heddle.probe.facts.FactsWriter;
import dev.heddle.probe.facts.WaitKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which thread holds which monitor, and what waits for it. A monitor goes by class and identity
/// hash, which is all that the JDK reports of platform threads. Belongs to the looking thread.
final class Monitors {
  private record Waiters(WaitKind kind, String name) {}

  private final Map<String, Long> owners = new HashMap<>();
  private final Set<String> ofSelectors = new HashSet<>();
  private final Map<Waiters, Integer> waits = new HashMap<>();
  private final Map<String, String> classes = new HashMap<>();
  private final WaitNumbers numbers;

  Monitors(WaitNumbers numbers) {
    this.numbers = numbers;
  }

  /// Tells which class it is whose monitor goes by this name, if it is a class: a report says that
  /// in the words of a thread dump.
  void describe(String name, Object monitor) {
    if (monitor instanceof Class) {
      classes.put(name, name.replace("@", " for " + ((Class<?>) monitor).getName() + "@"));
    }
  }

  void own(String monitor, long thread) {
    owners.put(monitor, thread);
  }

  /// The same, entered by the JDK's code of selectors: a thread that selects holds such monitors
  /// all the time, and hardly any other code waits for them.
  void ownInSelector(String monitor, long thread) {
    own(monitor, thread);
    ofSelectors.add(monitor);
  }

  /// The ids of the threads that hold some, but for those that hold only a selector's.
  Set<Long> holders(boolean withSelectors) {
    Set<Long> holders = new TreeSet<>();
    for (Map.Entry<String, Long> owner : owners.entrySet()) {
      if (withSelectors || !ofSelectors.contains(owner.getKey())) {
        holders.add(owner.getValue());
      }
    }
    return holders;
  }

  /// The number of this wait.
  int number(String monitor, boolean isEntering) {
    WaitKind kind = isEntering ? WaitKind.MONITOR : WaitKind.NOTIFICATION;
    return waits.computeIfAbsent(new Waiters(kind, monitor), key -> numbers.next());
  }

  /// @param joined ids of threads, by class and identity hash: a thread that waits on a thread
  ///   joins it
  void write(FactsWriter out, Map<String, Long> joined) throws IOException {
    for (Map.Entry<Waiters, Integer> wait : waits.entrySet()) {
      String name = wait.getKey().name();
      WaitKind kind = wait.getKey().kind();
      Long thread = joined.get(name);
      if (kind == WaitKind.NOTIFICATION && thread != null) {
        out.waitFor(wait.getValue(), WaitKind.JOIN, name, "", List.of(thread));
      } else {
        Long owner = kind == WaitKind.MONITOR ? owners.get(name) : null;
        String text = classes.getOrDefault(name, name);
        out.waitFor(wait.getValue(), kind, text, "", owner == null ? List.of() : List.of(owner));
      }
    }
  }

  boolean hasNotifications() {
    return waits.keySet().stream().anyMatch(wait -> wait.kind() == WaitKind.NOTIFICATION);
  }
}
