package dev.heddle.cli.serve;

import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.ListeningSockets;
import dev.heddle.loop.linux.Successor;
import dev.heddle.net.SocketFiles;
import dev.heddle.observe.StatusServer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// Replaces this process by a new one that runs the same command: on SIGUSR2 it starts its
/// successor, which gets the listening sockets and accepts from them, too; when that is ready, this
/// process drains. If the successor ends before, nothing changes; if this process is to end, the
/// successor ends, too. Thread-safe.
final class Restart {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");
  private static final String READY = "HEDDLE_READY_FD";
  private static final String JVMS_SIGNAL = "_JAVA_SR_SIGNUM";
  private static final long PATIENCE_SECONDS = 60;
  private static final long LAST_PATIENCE_SECONDS = 5;

  private final List<Endpoint> endpoints;
  private final @Nullable StatusServer status;
  private final IntConsumer replaced;
  private final AtomicBoolean underWay = new AtomicBoolean();

  // Guarded by this.
  private @Nullable Successor starting;
  private boolean over; // it has been replaced, or ends without that

  /// @param replaced called with the number of the successor once that is ready
  Restart(List<Endpoint> endpoints, @Nullable StatusServer status, IntConsumer replaced) {
    this.endpoints = endpoints;
    this.status = status;
    this.replaced = replaced;
  }

  /// From now on, the signal comes here, unless the JVM has it: that signals its threads with it to
  /// see what they do, while the Flight Recorder runs for example. The launchers give it another.
  void listen() {
    if (System.getenv(JVMS_SIGNAL) != null) {
      Signals.register("USR2", this::begin);
    }
  }

  /// Tells the predecessor, if there is one, that this process is ready.
  static void tellPredecessor(Map<String, String> environment) {
    String number = environment.get(READY);
    if (number == null || !environment.getOrDefault("LISTEN_PID", "").equals(ownPid())) {
      return;
    }
    try (var pipe = new FileOutputStream("/proc/self/fd/" + number)) {
      pipe.write('R');
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot notify the process that this one replaces: {0}", e.toString());
    } finally {
      Linux.close(Integer.parseInt(number));
    }
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private void begin() {
    if (ownPid().equals("1")) {
      LOG.log(Level.ERROR, "restart refused: the first process of a container cannot be replaced");
    } else if (!isOver() && underWay.compareAndSet(false, true)) {
      Thread.ofPlatform().name("heddle-restart").start(this::replace);
    }
  }

  private void replace() {
    try {
      if (startSuccessor()) {
        return;
      }
      if (isOver()) {
        LOG.log(Level.INFO, "restart cancelled: this process ends");
      } else {
        LOG.log(
            Level.ERROR,
            "restart failed: the new process ended before it was ready; this one continues");
      }
      underWay.set(false);
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "restart failed, this process continues: {0}", e.getMessage());
      underWay.set(false);
    }
  }

  private boolean startSuccessor() throws IOException {
    List<String> names = new ArrayList<>();
    List<Integer> descriptors = new ArrayList<>();
    List<SocketAddress> addresses = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      names.add(endpoint.service().name());
      addresses.add(endpoint.address());
      descriptors.add(ListeningSockets.at(endpoint.address(), endpoint instanceof Endpoint.Udp));
    }
    if (status != null) {
      names.add(GivenDescriptors.STATUS);
      descriptors.add(ListeningSockets.at(status.address(), false));
    }
    try (Successor successor = Successor.start(command(), environment(names), descriptors)) {
      Thread watch = null;
      try {
        LOG.log(Level.INFO, "restart: process {0} starts", Integer.toString(successor.pid()));
        starts(successor);
        watch = endAfterPatience(successor);
        return successor.awaitReady() && takesOver(successor, addresses);
      } catch (IOException | RuntimeException | Error e) { // no descriptor for the wait, say
        successor.kill();
        throw e;
      } finally {
        starts(null);
        if (watch != null) {
          watch.interrupt();
        }
      }
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized void starts(@Nullable Successor successor) {
    starting = successor;
    if (over && successor != null) {
      successor.terminate();
    }
  }

  private synchronized boolean takesOver(Successor successor, List<SocketAddress> addresses) {
    if (!over) {
      over = true;
      starting = null; // from here on, it does not end with this process
      addresses.forEach(SocketFiles::handOver);
      replaced.accept(successor.pid());
    }
    return true;
  }

  /// This process ends: it starts no successor any more, and one that is not ready ends, too.
  synchronized void cancel() {
    over = true;
    if (starting != null) {
      starting.terminate();
    }
  }

  private static Thread endAfterPatience(Successor successor) {
    return Thread.ofVirtual()
        .name("heddle-restart-watch")
        .start(() -> {
          try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            successor.terminate();
            TimeUnit.SECONDS.sleep(LAST_PATIENCE_SECONDS); // it may be stuck
            successor.kill();
          } catch (InterruptedException e) {
            // It is ready, or has ended.
          }
        });
  }

  /// As this process was started; the shell sets the one variable that only the new process knows.
  private static List<String> command() throws IOException {
    byte[] own = Files.readAllBytes(Path.of("/proc/self/cmdline"));
    List<String> words =
        new ArrayList<>(List.of(new String(own, StandardCharsets.UTF_8).split("\0", -1)));
    words.removeLast(); // each word ends with a zero, and the last one may be empty
    words.set(0, ProcessHandle.current().info().command().orElse(words.getFirst()));
    List<String> command = new ArrayList<>();
    command.add("/bin/sh");
    command.add("-c");
    command.add("LISTEN_PID=$$ exec \"$@\"");
    command.add("heddle");
    command.addAll(words);
    return command;
  }

  private static Map<String, String> environment(List<String> names) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("WATCHDOG_PID"); // it names this process
    environment.put("LISTEN_FDS", Integer.toString(names.size()));
    environment.put("LISTEN_FDNAMES", String.join(":", names));
    environment.put(READY, Integer.toString(Successor.FIRST + names.size()));
    return environment;
  }
}
