package dev.heddle.observe;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// All threads of the process at one moment, virtual ones too, with the monitors that each holds
/// and the one that it waits for: the JDK's thread dump in JSON, read back. Immutable.
///
/// Taking one stops no thread for long, but costs about a millisecond for every hundred threads:
/// for when something is wrong.
final class ThreadDump {
  private final Map<Long, Entry> threads = new HashMap<>();
  private final Map<String, Long> monitorOwners = new HashMap<>();

  /// One thread.
  ///
  /// @param name may be empty
  /// @param carrier the platform thread that runs it, if it is a virtual one that runs
  /// @param blockedOn the monitor that it waits to enter, as class and identity hash
  /// @param stack the innermost frame first
  record Entry(
      long id,
      String name,
      @Nullable Long carrier,
      @Nullable String blockedOn,
      List<StackTraceElement> stack) {}

  private ThreadDump() {}

  /// @throws IOException if it could not be written to a temporary file, and read
  static ThreadDump take() throws IOException {
    HotSpotDiagnosticMXBean bean =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    Path folder = Files.createTempDirectory("heddle-threads"); // readable by its owner only
    Path file = folder.resolve("dump.json");
    try {
      bean.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
      return parse(Json.MAPPER.readTree(file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static ThreadDump parse(JsonNode root) {
    var dump = new ThreadDump();
    for (JsonNode container : root.path("threadDump").path("threadContainers")) {
      for (JsonNode thread : container.path("threads")) {
        dump.add(thread);
      }
    }
    return dump;
  }

  private void add(JsonNode thread) {
    long id = thread.path("tid").asLong();
    List<StackTraceElement> stack = new ArrayList<>();
    for (JsonNode frame : thread.path("stack")) {
      stack.add(frame(frame.asString()));
    }
    for (JsonNode owned : thread.path("monitorsOwned")) {
      for (JsonNode lock : owned.path("locks")) {
        if (lock.isString()) {
          monitorOwners.put(lock.asString(), id);
        }
      }
    }
    threads.put(
        id,
        new Entry(
            id,
            thread.path("name").asString(""),
            thread.has("carrier") ? thread.path("carrier").asLong() : null,
            thread.has("blockedOn") ? thread.path("blockedOn").asString() : null,
            List.copyOf(stack)));
  }

  /// Reads `module/type.method(File.java:17)`.
  private static StackTraceElement frame(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    if (open < 0 || close < open) {
      return new StackTraceElement("", text, null, -1);
    }
    String place = text.substring(text.lastIndexOf('/', open) + 1, open);
    int dot = Math.max(0, place.lastIndexOf('.'));
    String source = text.substring(open + 1, close);
    int colon = source.indexOf(':');
    int line = -1;
    String file = source;
    if (colon > 0) {
      file = source.substring(0, colon);
      line = Integer.parseInt(source, colon + 1, source.length(), 10);
    } else if (source.equals("Native Method")) {
      file = null;
      line = -2;
    }
    return new StackTraceElement(
        place.substring(0, dot), place.substring(Math.min(place.length(), dot + 1)), file, line);
  }

  @Nullable Entry thread(long id) {
    return threads.get(id);
  }

  /// The thread that holds a monitor; null if none does.
  @Nullable Long ownerOf(String monitor) {
    return monitorOwners.get(monitor);
  }

  /// The virtual thread that a platform thread runs; null if none.
  @Nullable Entry carriedBy(long platformThread) {
    for (Entry thread : threads.values()) {
      if (Objects.equals(thread.carrier, platformThread)) {
        return thread;
      }
    }
    return null;
  }
}
