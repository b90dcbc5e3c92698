package dev.heddle.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Looks, after each test, for sockets and loops that are still there, and for a loop that has
/// ended and said that it could not give everything back; and after each class of tests for threads
/// of any kind that still run the library's code.
public final class Leftovers
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final String KEPT = "\"heddle-housekeeping\"";
  private static final String LOOP = "heddle-";
  private static final String LOOP_LOGGER = "dev.heddle.loop";

  private static boolean warm;

  private final Complaints complaints = new Complaints();
  private long before;
  private long beforeEach;
  private long loopsBeforeEach;
  private Set<String> threadsBefore = Set.of();

  @Override
  public void beforeAll(ExtensionContext context) {
    warmUp();
    before = sockets();
    threadsBefore = names();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    beforeEach = sockets();
    loopsBeforeEach = loops();
    complaints.listen();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      Eventually.that(
          "no more sockets open than the " + beforeEach + " before the test",
          () -> sockets() <= beforeEach);
      Eventually.that(
          "no more threads of engines than the " + loopsBeforeEach + " before the test",
          () -> loops() <= loopsBeforeEach);
      assertThat(complaints.heard()).as("what loops said at their end").isEmpty();
    } finally {
      complaints.close();
    }
  }

  /// The platform threads of engines.
  private static long loops() {
    Thread[] threads = new Thread[Thread.activeCount() + 100];
    int count = Thread.enumerate(threads);
    return Stream.of(threads)
        .limit(count)
        .filter(t -> t.getName().startsWith(LOOP) && !KEPT.contains(t.getName()))
        .count();
  }

  /// What loops log when they cannot give back what the system has lent them.
  private static final class Complaints extends Handler {
    private final Logger logger = Logger.getLogger(LOOP_LOGGER);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    void listen() {
      heard.clear();
      logger.addHandler(this);
    }

    List<String> heard() {
      return List.copyOf(heard);
    }

    @Override
    public void publish(LogRecord logged) {
      if (logged.getLevel().intValue() == Level.WARNING.intValue()) {
        heard.add(new SimpleFormatter().formatMessage(logged));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Eventually.that(
        "no more sockets open than the " + before + " before", () -> sockets() <= before);
    try {
      Eventually.that("no thread left", () -> threadsBefore.containsAll(names()));
    } catch (AssertionError e) {
      assertThat(threads())
          .as("threads left over")
          .filteredOn(t -> !threadsBefore.contains(name(t)))
          .isEmpty();
    }
  }

  private static Set<String> names() {
    return threads().stream().map(Leftovers::name).collect(Collectors.toSet());
  }

  /// A thread's number, in a dump: `#31`.
  private static String name(String thread) {
    return thread.strip().split(" ", 2)[0];
  }

  /// How many sockets this process has open; 0 if that is unknown.
  public static long sockets() {
    return count("socket:");
  }

  /// How many selectors this process has open; 0 if that is unknown.
  public static long selectors() {
    return count("anon_inode:[eventpoll]");
  }

  /// How many descriptors this process has open; 0 if that is unknown.
  public static long descriptors() {
    return count("");
  }

  private static long count(String kind) {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    long count = 0;
    try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : open) {
        try {
          count += Files.readSymbolicLink(descriptor).toString().startsWith(kind) ? 1 : 0;
        } catch (IOException e) {
          // Closed since the directory was read.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  /// The threads, platform and virtual, that are named after the library or run its code; without
  /// the one that is kept for good, and those that run tests.
  public static List<String> threads() {
    var found = new ArrayList<String>();
    for (String thread : dump().split("\n\n")) {
      boolean ours = thread.contains("\"heddle-") || thread.contains(" dev.heddle.");
      if (ours && !thread.contains(KEPT) && !thread.contains("org.junit.")) {
        found.add(thread);
      }
    }
    return found;
  }

  private static String dump() {
    try {
      Path directory = Files.createTempDirectory("heddle-threads");
      Path file = directory.resolve("dump.txt");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readString(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The JDK opens some sockets of its own on the first use of a channel, and keeps them.
  private static synchronized void warmUp() {
    if (warm) {
      return;
    }
    warm = true;
    try (var listening = ServerSocketChannel.open().bind(null);
        var client = SocketChannel.open(listening.getLocalAddress());
        var server = listening.accept()) {
      var began = new CountDownLatch(1);
      Thread reader =
          Thread.startVirtualThread(() -> {
            began.countDown();
            try {
              server.read(ByteBuffer.allocate(1));
            } catch (IOException e) {
              // It is closed while it reads, on purpose.
            }
          });
      Eventually.happens(began);
      server.close();
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
