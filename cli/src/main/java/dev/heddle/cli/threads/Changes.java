package dev.heddle.cli.threads;

import dev.heddle.cli.terminal.Times;
import dev.heddle.eyes.Finding;
import dev.heddle.eyes.Report;
import dev.heddle.eyes.StackGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is different from the report before. Belongs to one thread.
final class Changes {
  private final ReportText text;
  private Map<String, Finding> findings = Map.of();
  private Map<String, Integer> groups = Map.of();
  private boolean isFirst = true;

  Changes(ReportText text) {
    this.text = text;
  }

  /// The whole report at first, then what has changed since the call before; empty if nothing has.
  String since(Report report) {
    Map<String, Finding> newFindings = new LinkedHashMap<>();
    report.findings().forEach(finding -> newFindings.put(key(finding), finding));
    Map<String, Integer> newGroups = new LinkedHashMap<>();
    report.groups().forEach(group -> newGroups.merge(key(group), group.count(), Integer::sum));
    String all = isFirst ? text.all(report) : ReportText.text(lines(newFindings, newGroups));
    isFirst = false;
    findings = newFindings;
    groups = newGroups;
    return all;
  }

  private List<String> lines(Map<String, Finding> newFindings, Map<String, Integer> newGroups) {
    String now = Times.clock(System.currentTimeMillis()) + ' ';
    List<String> lines = new ArrayList<>();
    newFindings.forEach((key, finding) -> {
      if (!findings.containsKey(key)) {
        List<String> all = text.finding(finding);
        lines.add(now + all.getFirst());
        lines.addAll(all.subList(1, all.size()));
      }
    });
    findings.forEach((key, finding) -> {
      if (!newFindings.containsKey(key)) {
        lines.add(now + "over: " + text.finding(finding).getFirst());
      }
    });
    newGroups.forEach((key, count) -> {
      int before = groups.getOrDefault(key, 0);
      if (before != count) {
        lines.add(now + before + " -> " + count + key);
      }
    });
    groups.forEach((key, count) -> {
      if (!newGroups.containsKey(key)) {
        lines.add(now + count + " -> 0" + key);
      }
    });
    return lines;
  }

  private static String key(Finding finding) {
    return finding.kind() + " " + finding.threads().stream().map(Finding.Part::id).toList();
  }

  private static String key(StackGroup group) {
    String kind = group.isVirtual() ? " virtual: " : " platform: ";
    String doing = group.doing().isEmpty() ? group.activity().toString() : group.doing();
    return kind + doing + (group.lines().isEmpty() ? "" : " at " + group.lines().getFirst());
  }
}
