package dev.heddle.cli.threads;

import static java.util.stream.Collectors.joining;

import dev.heddle.eyes.AgentCost;
import dev.heddle.eyes.Finding;
import dev.heddle.eyes.HeapCost;
import dev.heddle.eyes.Holder;
import dev.heddle.eyes.Report;
import dev.heddle.eyes.StackGroup;
import dev.heddle.eyes.ThreadStatus;
import dev.heddle.text.Durations;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report as text for people. Names of threads and classes are the other program's: each line is
/// made safe for a terminal. Immutable.
///
/// @param stacks whether to print stacks whole
record ReportText(boolean stacks) {
  private static final int MOST_HOLDERS = 10;

  String all(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(report));
    for (Finding finding : report.findings()) {
      lines.add("");
      lines.addAll(finding(finding));
    }
    if (!report.holders().isEmpty()) {
      lines.add("");
      lines.add("threads that others wait for");
      report.holders().stream().limit(MOST_HOLDERS).forEach(holder -> lines.addAll(holder(holder)));
      int more = report.holders().size() - MOST_HOLDERS;
      if (more > 0) {
        lines.add("  and " + more + " more");
      }
    }
    lines.add("");
    lines.add("all threads, by what they do");
    report.groups().forEach(group -> lines.addAll(group(group, report)));
    if (!report.notes().isEmpty()) {
      lines.add("");
      report.notes().forEach(note -> lines.add("note: " + note));
    }
    return text(lines);
  }

  static String text(List<String> lines) {
    return lines.stream()
        .map(line -> PlainText.visible(line) + System.lineSeparator())
        .collect(joining());
  }

  static String headline(Report report) {
    return "process "
        + report.jvm()
        + ", JDK "
        + report.version()
        + ": "
        + count(report.threads(), "thread")
        + " in "
        + count(report.groups().size(), "group")
        + cost(report)
        + heap(report);
  }

  private static String heap(Report report) {
    HeapCost heap = report.heap();
    return heap == null
        ? ""
        : "; heap dump of "
            + Quantities.bytes(heap.bytes())
            + " in "
            + Durations.text(heap.time())
            + ", where "
            + Quantities.count(heap.reached())
            + " of "
            + count(heap.objects(), "object")
            + " can be reached without the "
            + count(heap.waiting(), "thread")
            + " that may wait for ever";
  }

  private static String cost(Report report) {
    AgentCost cost = report.cost();
    if (cost == null) {
      return "";
    }
    String allocated =
        cost.allocatedBytes() < 0
            ? ""
            : ", " + Quantities.bytes(cost.allocatedBytes()) + " allocated there";
    return "; the agent ran for "
        + Durations.text(cost.time())
        + allocated
        + ", stacks read of "
        + cost.stacksRead()
        + " of "
        + count(cost.virtualThreads(), "virtual thread");
  }

  List<String> finding(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add(name(finding.kind()) + ": " + finding.text());
    for (Finding.Part part : finding.threads()) {
      lines.add("  " + thread(part) + " at " + part.line());
      if (!part.waitsFor().isEmpty()) {
        lines.add("      waits for " + part.waitsFor());
      }
      lines.addAll(stack(part.stack(), "          "));
    }
    if (finding.count() > finding.threads().size()) {
      lines.add("  …");
    }
    return lines;
  }

  /// As a reader searches for it: `DEADLOCK`.
  private static String name(Finding.Kind kind) {
    return kind.name().replace('_', ' ');
  }

  private List<String> holder(Holder holder) {
    List<String> lines = new ArrayList<>();
    String doing = holder.doing().isEmpty() ? "" : ", " + holder.doing();
    lines.add("  " + thread(holder.thread()) + " at " + holder.thread().line() + doing);
    lines.add("      " + waiters(holder.waiters()));
    for (Finding.Part waiter : holder.examples()) {
      lines.add(
          "      └─ "
              + thread(waiter)
              + " at "
              + waiter.line()
              + ", waits for "
              + waiter.waitsFor());
    }
    if (holder.waiters() > holder.examples().size()) {
      lines.add("      └─ …");
    }
    return lines;
  }

  private static String waiters(int count) {
    return count == 1 ? "1 thread waits for it" : count + " threads wait for it";
  }

  List<String> group(StackGroup group, Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("  " + groupHeadline(group, report));
    if (stacks) {
      lines.addAll(stack(group.stack(), "        "));
    } else {
      group.lines().forEach(line -> lines.add("        at " + line));
    }
    lines.add(
        "        "
            + group.examples().stream().map(ReportText::example).collect(joining(", "))
            + (group.count() > group.examples().size() ? " …" : ""));
    return lines;
  }

  static String groupHeadline(StackGroup group, Report report) {
    String kind = group.isVirtual() ? " virtual" : " platform";
    String doing = group.doing().isEmpty() ? activity(group.activity()) : group.doing();
    return group.count() + kind + ": " + doing + peers(group) + read(group) + since(group, report);
  }

  private static String activity(ThreadStatus activity) {
    return switch (activity) {
      case RUNNING -> "runs";
      case READY -> "could run, and waits for a carrier";
      case BLOCKED -> "waits to enter a monitor";
      case WAITING -> "waits";
      case TIMED_WAITING -> "waits, with a time limit";
    };
  }

  private static String peers(StackGroup group) {
    return group.peers().isEmpty()
        ? ""
        : group.peers().stream()
            .map(peer -> peer.address() + (peer.threads() == 1 ? "" : " (" + peer.threads() + ')'))
            .collect(joining(", ", ", connected to ", ""));
  }

  private static String read(StackGroup group) {
    if (group.stacksRead() == 0) {
      return ", stacks not read";
    }
    return group.stacksRead() == group.count()
        ? ""
        : ", of which " + group.stacksRead() + " stacks were read";
  }

  private static String since(StackGroup group, Report report) {
    String span = Durations.text(report.apart());
    if (group.activity() == ThreadStatus.RUNNING) {
      return group.cpu() < 0
          ? ""
          : String.format(Locale.ROOT, " [%.0f %% of a processor]", group.cpu() * 100);
    }
    String how =
        group.unchanged() == group.count() ? "unchanged" : group.unchanged() + " unchanged";
    return " [" + how + " for " + span + ']';
  }

  private List<String> stack(List<String> frames, String indent) {
    return stacks ? frames.stream().map(frame -> indent + "at " + frame).toList() : List.of();
  }

  static String thread(Finding.Part part) {
    String name = part.name().isEmpty() ? "" : " \"" + part.name() + '"';
    return '#' + Long.toString(part.id()) + name + (part.isVirtual() ? " (virtual)" : "");
  }

  private static String example(StackGroup.Example example) {
    return '#'
        + Long.toString(example.id())
        + (example.name().isEmpty() ? "" : " \"" + example.name() + '"');
  }

  static String count(int count, String what) {
    return Quantities.count(count) + " " + what + (count == 1 ? "" : "s");
  }
}
