package dev.heddle.cli.threads;

import dev.heddle.eyes.Finding;
import dev.heddle.eyes.Holder;
import dev.heddle.eyes.Report;
import dev.heddle.eyes.StackGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which thread waits for which in a report: threads that take part in a finding or that others
/// wait for, one by one, and all others that wait for a thread as groups. Immutable.
///
/// @param nodes by key, in the order of the report: what takes part in findings comes first
/// @param edges each once
record WaitGraph(Map<String, Node> nodes, Set<Edge> edges) {
  private static final String NOBODY = "nobody";

  /// A thread, or several that do the same.
  ///
  /// @param place where in its code it is; may be empty
  /// @param doing in words; may be empty
  /// @param isBad whether it will never run again
  record Node(String title, String place, String doing, boolean isBad) {}

  /// The first waits for the second.
  record Edge(String from, String to) {}

  static WaitGraph of(Report report) {
    var graph = new WaitGraph(new LinkedHashMap<>(), new LinkedHashSet<>());
    report.findings().forEach(graph::add);
    report.holders().forEach(graph::add);
    report.groups().forEach(graph::add);
    return graph;
  }

  private void add(Finding finding) {
    boolean isLost = finding.kind() == Finding.Kind.NEVER_WOKEN;
    if (isLost && finding.count() > finding.threads().size()) {
      addAlike(finding);
      return;
    }
    for (Finding.Part thread : finding.threads()) {
      String key = add(thread, isLost || finding.kind() == Finding.Kind.DEADLOCK);
      if (isLost && thread.owners().isEmpty()) {
        addNobody(key);
      }
    }
  }

  /// Many threads as one.
  private void addAlike(Finding finding) {
    Finding.Part one = finding.threads().getFirst();
    String key = "like #" + one.id();
    String title = ReportText.count(finding.count(), "thread");
    nodes.put(key, new Node(title, one.line(), doing(one), true));
    addEdges(key, one.owners());
    if (one.owners().isEmpty()) {
      addNobody(key);
    }
  }

  private void addNobody(String waiter) {
    nodes.putIfAbsent(NOBODY, new Node("nobody", "", "nothing leads to what they wait for", true));
    edges.add(new Edge(waiter, NOBODY));
  }

  private void add(Holder holder) {
    add(holder.thread(), false);
    holder.examples().forEach(waiter -> add(waiter, false));
  }

  private String add(Finding.Part thread, boolean isBad) {
    String key = key(thread.id());
    nodes.putIfAbsent(
        key, new Node(ReportText.thread(thread), thread.line(), doing(thread), isBad));
    addEdges(key, thread.owners());
    return key;
  }

  private static String doing(Finding.Part thread) {
    return thread.waitsFor().isEmpty() ? "" : "waits for " + thread.waitsFor();
  }

  /// Those of a group that are not shown one by one.
  private void add(StackGroup group) {
    long shown = group.examples().stream().filter(one -> nodes.containsKey(key(one.id()))).count();
    if (group.owners().isEmpty() || shown == group.count()) {
      return;
    }
    String key = "group " + nodes.size();
    String place = group.lines().isEmpty() ? "" : group.lines().getFirst();
    nodes.put(
        key, new Node(ReportText.count(group.count(), "thread"), place, group.doing(), false));
    addEdges(key, group.owners());
  }

  private void addEdges(String from, List<Long> owners) {
    for (long owner : owners) {
      edges.add(new Edge(from, key(owner)));
    }
  }

  private static String key(long thread) {
    return "#" + thread;
  }

  /// Those for which a node waits, without those that are not shown.
  List<String> owners(String node) {
    List<String> owners = new ArrayList<>();
    for (Edge edge : edges) {
      if (edge.from.equals(node) && nodes.containsKey(edge.to)) {
        owners.add(edge.to);
      }
    }
    return owners;
  }
}
