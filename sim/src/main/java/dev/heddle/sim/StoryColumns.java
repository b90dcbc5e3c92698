package dev.heddle.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The columns of a drawn story, from the left: one for each thread, those of a host side by side.
/// Immutable.
///
/// @param hosts how many columns each has, in their order
/// @param threads the name of each column's; empty for a host without threads in the story
record StoryColumns(Map<String, Integer> hosts, List<String> threads) {

  /// What an arrow covers.
  ///
  /// @param begin the first column
  /// @param end the first column after it
  record Span(int begin, int end, boolean toTheRight) {}

  static StoryColumns of(List<Step> steps) {
    var threads = new LinkedHashMap<String, List<String>>();
    for (Step step : steps) {
      if (step.isArrival()) {
        threads.computeIfAbsent(step.from(), from -> new ArrayList<>());
        threads.computeIfAbsent(step.host(), host -> new ArrayList<>());
      } else if (!step.isEvent()) {
        String host = step.host().isEmpty() ? WorldSurroundings.MAIN : step.host();
        List<String> here = threads.computeIfAbsent(host, first -> new ArrayList<>());
        if (!here.contains(step.thread())) {
          here.add(step.thread());
        }
      }
    }
    threads.values().stream().filter(List::isEmpty).forEach(none -> none.add(""));
    var hosts = new LinkedHashMap<String, Integer>();
    threads.forEach((host, here) -> hosts.put(host, here.size()));
    return new StoryColumns(hosts, threads.values().stream().flatMap(List::stream).toList());
  }

  int count() {
    return threads.size();
  }

  /// From one host's columns to another's; all of them, within one host.
  Span between(String from, String to) {
    int first = first(from);
    if (from.equals(to)) {
      return new Span(first, first + hosts.getOrDefault(from, 1), true);
    }
    int second = first(to);
    return first < second
        ? new Span(first + hosts.getOrDefault(from, 1) - 1, second + 1, true)
        : new Span(second + hosts.getOrDefault(to, 1) - 1, first + 1, false);
  }

  private int first(String host) {
    int column = 0;
    for (Map.Entry<String, Integer> each : hosts.entrySet()) {
      if (each.getKey().equals(host)) {
        return column;
      }
      column += each.getValue();
    }
    throw new IllegalArgumentException("no column for " + host);
  }
}
