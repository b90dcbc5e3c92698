package dev.heddle.eyes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `jcmd PID Thread.print` says of JDK 17 to 25: platform threads and mounted virtual ones.
/// What does not look as expected is left out: names of threads may be any text. Immutable.
///
/// @param owners names of the threads that hold a lock, by its address, as far as the JVM's own
///   search for deadlocks names them
record ThreadDump(List<DumpedThread> threads, Map<String, String> owners) {

  /// The numbers are those that a JVM can print: a name may have others. A thread that carries a
  /// virtual one has no `nid` in JDK 25, but its number in brackets.
  private static final Pattern HEADER =
      Pattern.compile(
          "\"(.*)\" #(\\d{1,18})(?: \\[(\\d{1,9})])?(?: daemon)? prio=.* tid=0x.*", Pattern.DOTALL);

  private static final Pattern CPU = Pattern.compile(" cpu=(\\d{1,18}(?:\\.\\d{1,9})?)ms ");
  private static final Pattern SYSTEM = Pattern.compile(" nid=(0x[0-9a-f]{1,8}|\\d{1,9}) ");
  private static final Pattern STATE =
      Pattern.compile("   java\\.lang\\.Thread\\.State: ([A-Z_]+).*");
  private static final Pattern CARRYING =
      Pattern.compile("   Carrying virtual thread #(\\d{1,18})");
  private static final Pattern MOUNTED =
      Pattern.compile("   Mounted virtual thread (?:\"(.*)\" )?#(\\d{1,18})");
  private static final Pattern FRAME = Pattern.compile("\tat ([^(]+)\\.([^.(]+)\\((.*)\\)");
  private static final Pattern OBJECT =
      Pattern.compile("\t- ([a-z -]+(?:wait\\(\\))?) +<(0x[0-9a-f]+)> \\(an? (.*)\\)");
  private static final Pattern CLASS_WAIT =
      Pattern.compile("\t- waiting on the Class initialization monitor for (.*)");
  private static final Pattern WAITED_FOR =
      Pattern.compile(
          "  waiting (?:to lock monitor 0x[0-9a-f]+ \\(object|for ownable synchronizer)"
              + " (0x[0-9a-f]+).*");
  private static final Pattern HELD_BY = Pattern.compile("  which is held by \"(.*)\"");
  private static final int MOST_LINES_OF_A_NAME = 5;

  static ThreadDump parse(String text) {
    var parser = new Parser();
    text.lines().forEach(parser::line);
    return new ThreadDump(List.copyOf(parser.threads), Map.copyOf(parser.owners));
  }

  private static final class Parser {
    private final List<DumpedThread> threads = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();
    private @Nullable DumpedThread current;
    private @Nullable DumpedThread platform;
    private String begun = ""; // a header whose name has line feeds in it
    private int begunLines;
    private @Nullable String waitedFor;

    void line(String line) {
      if (line.startsWith("\"") || !begun.isEmpty()) {
        header(line);
      } else if (line.startsWith("\t")) {
        inside(line);
      } else if (line.startsWith("   ")) {
        about(line);
      } else if (line.startsWith("  ")) {
        owner(line);
      }
    }

    private void header(String line) {
      String whole = begun.isEmpty() ? line : begun + '\n' + line;
      Matcher header = HEADER.matcher(whole);
      if (header.matches()) {
        begin(header, whole);
      } else if (!whole.endsWith("\":") && ++begunLines < MOST_LINES_OF_A_NAME && !line.isEmpty()) {
        begun = whole;
        return;
      } else {
        current = null;
        platform = null;
      }
      begun = "";
      begunLines = 0;
    }

    private void begin(Matcher header, String whole) {
      Matcher cpu = CPU.matcher(whole.substring(header.end(2)));
      double millis = cpu.find() ? Double.parseDouble(cpu.group(1)) : -1;
      platform = new DumpedThread(Long.parseLong(header.group(2)), header.group(1), false, millis);
      platform.system = system(header, whole);
      current = platform;
      threads.add(platform);
    }

    private static long system(Matcher header, String whole) {
      if (header.group(3) != null) {
        return Long.parseLong(header.group(3));
      }
      Matcher system = SYSTEM.matcher(whole.substring(header.end(2)));
      return system.find() ? Long.decode(system.group(1)) : -1;
    }

    private void about(String line) {
      DumpedThread carrier = platform;
      Matcher state = STATE.matcher(line);
      Matcher carrying = CARRYING.matcher(line);
      Matcher mounted = MOUNTED.matcher(line);
      if (carrier == null) {
        return;
      }
      if (state.matches()) {
        carrier.state = state.group(1);
      } else if (carrying.matches()) {
        carrier.carries = Long.parseLong(carrying.group(1));
      } else if (mounted.matches()) {
        String name = mounted.group(1) == null ? "" : mounted.group(1);
        current = new DumpedThread(Long.parseLong(mounted.group(2)), name, true, -1);
        current.carrier = carrier.id;
        threads.add(current);
      }
    }

    private void inside(String line) {
      DumpedThread thread = current;
      if (thread == null) {
        return;
      }
      Matcher frame = FRAME.matcher(line);
      if (frame.matches()) {
        thread.stack.add(frame(frame));
        return;
      }
      Matcher type = CLASS_WAIT.matcher(line);
      if (type.matches()) {
        thread.classWait = type.group(1).strip();
        return;
      }
      Matcher object = OBJECT.matcher(line);
      if (object.matches()) {
        String how = object.group(1).strip();
        if (how.equals("locked")) {
          thread.locked.add(object.group(2));
        } else if (!how.startsWith("eliminated")) {
          thread.blocker = new DumpedThread.Blocker(how, object.group(2), object.group(3));
        }
      }
    }

    private static StackTraceElement frame(Matcher frame) {
      String place = frame.group(3);
      place = place.substring(place.indexOf('/') + 1); // without the module
      int colon = place.lastIndexOf(':');
      String file = colon < 0 ? place : place.substring(0, colon);
      int line = colon < 0 ? -1 : number(place.substring(colon + 1));
      if (place.equals("Native Method")) {
        return new StackTraceElement(frame.group(1), frame.group(2), null, -2);
      }
      String source = place.equals("Unknown Source") ? null : file;
      return new StackTraceElement(frame.group(1), frame.group(2), source, line);
    }

    private static int number(String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    /// A line of what the JVM itself says about deadlocks, after all threads.
    private void owner(String line) {
      Matcher waits = WAITED_FOR.matcher(line);
      Matcher held = HELD_BY.matcher(line);
      if (waits.matches()) {
        waitedFor = waits.group(1);
      } else if (held.matches() && waitedFor != null) {
        owners.put(waitedFor, held.group(1));
        waitedFor = null;
      }
    }
  }
}
