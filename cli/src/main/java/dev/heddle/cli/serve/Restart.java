package dev.heddle.cli.serve;

import dev.heddle.loop.linux.ListeningSockets;
import dev.heddle.loop.linux.Successor;
import dev.heddle.net.SocketFiles;
import dev.heddle.observe.StatusServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/// Replaces this process by a new one that runs the same command: on SIGUSR2 it starts its
/// successor, which gets the listening sockets.
///
/// If that serves beside this process, this one drains. If it cannot, because their clients share
/// what one process has, it says that it is prepared; then this process drains, clients that come
/// wait in the listening sockets' queues, and it is the successor's turn. If the successor ends
/// before it serves, this process continues, or serves again; if this process is to end, the
/// successor ends, too. Thread-safe.
final class Restart {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");
  private static final String JVMS_SIGNAL = "_JAVA_SR_SIGNUM";
  private static final long PATIENCE_SECONDS = 60;
  private static final long LAST_PATIENCE_SECONDS = 5;

  private final List<Endpoint> endpoints;
  private final @Nullable StatusServer status;
  private final Shutdown ending;
  private final CountDownLatch wayMade = new CountDownLatch(1);
  private final CompletableFuture<@Nullable GivenDescriptors> passedOn = new CompletableFuture<>();

  // Guarded by this.
  private boolean underWay;
  private @Nullable Successor starting;
  private int successor;
  private boolean over; // it has been replaced, or ends without that

  /// @param ending begins when the successor serves, or can when this process does not
  Restart(List<Endpoint> endpoints, @Nullable StatusServer status, Shutdown ending) {
    this.endpoints = endpoints;
    this.status = status;
    this.ending = ending;
  }

  /// From now on, the signal comes here, unless the JVM has it: that signals its threads with it to
  /// see what they do, while the Flight Recorder runs for example. The launchers give it another.
  void listen() {
    if (System.getenv(JVMS_SIGNAL) != null) {
      Signals.register("USR2", this::begin);
    }
  }

  private void begin() {
    if (ownPid().equals("1")) {
      LOG.log(Level.ERROR, "restart refused: the first process of a container cannot be replaced");
    } else if (mayBegin()) {
      Thread.ofPlatform().name("heddle-restart").start(this::replace);
    }
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private synchronized boolean mayBegin() {
    if (over) {
      LOG.log(Level.INFO, "restart: signal ignored, this process is already ending");
    } else if (underWay) {
      LOG.log(Level.INFO, "restart: signal ignored, another restart is under way");
    } else {
      underWay = true;
      return true;
    }
    return false;
  }

  private void replace() {
    try {
      if (runSuccessor()) {
        return;
      }
      if (isOver()) {
        LOG.log(Level.INFO, "restart cancelled: this process is ending");
      } else {
        LOG.log(
            Level.ERROR,
            "restart failed: the new process ended before it was ready; this one continues");
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "restart failed, this process continues: {0}", e.getMessage());
    } finally {
      endAttempt();
    }
  }

  /// After a process has made way it serves again by another restart, or not at all.
  private synchronized void endAttempt() {
    underWay = wayMade.getCount() == 0;
  }

  /// @return whether it serves
  private boolean runSuccessor() throws IOException {
    Sockets sockets = sockets();
    try (Successor next = Successor.start(command(), environment(sockets), sockets.descriptors)) {
      try {
        LOG.log(Level.INFO, "restart: process {0} starts", Integer.toString(next.pid()));
        starts(next);
        return switch (awaitProgress(next)) {
          case Successor.READY -> takesOver(next);
          case Successor.PREPARED -> makeWay(next, sockets);
          default -> false;
        };
      } catch (IOException | RuntimeException | Error e) { // no descriptor for the wait, say
        next.kill();
        throw e;
      } finally {
        starts(null);
      }
    }
  }

  /// What the successor gets.
  private record Sockets(List<String> names, List<Integer> descriptors, List<Path> files) {
    void add(String name, SocketAddress address, boolean datagrams) throws IOException {
      names.add(name);
      descriptors.add(ListeningSockets.at(address, datagrams));
      if (SocketFiles.isTakenOver(address)) {
        files.add(((UnixDomainSocketAddress) address).getPath());
      }
    }

    void removeFiles() {
      for (Path file : files) {
        var address = UnixDomainSocketAddress.of(file);
        SocketFiles.takeOver(address);
        SocketFiles.remove(address, address);
      }
    }

    /// The same, to be served by this process again.
    GivenDescriptors copies() throws IOException {
      List<Integer> copies = new ArrayList<>();
      for (int each : descriptors) {
        copies.add(ListeningSockets.copy(each));
      }
      return GivenDescriptors.of(names, copies, files);
    }
  }

  private Sockets sockets() throws IOException {
    var sockets = new Sockets(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Endpoint each : endpoints) {
      sockets.add(each.service().name(), each.address(), each instanceof Endpoint.Udp);
    }
    if (status != null) {
      sockets.add(GivenDescriptors.STATUS, status.address(), false);
    }
    return sockets;
  }

  /// The files of the sockets stay when they are closed here.
  private void handOverFiles() {
    endpoints.forEach(endpoint -> SocketFiles.handOver(endpoint.address()));
    if (status != null) {
      SocketFiles.handOver(status.address());
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private synchronized void starts(@Nullable Successor next) {
    starting = next;
    if (over && next != null) {
      next.terminate();
    }
  }

  private synchronized boolean takesOver(Successor next) {
    if (!over) {
      over = true;
      starting = null; // from here on, it does not end with this process
      successor = next.pid();
      handOverFiles();
      ending.begin(Shutdown.Reason.REPLACED);
    }
    return true;
  }

  /// Has this process end its services, and then gives the successor its turn. If that does not
  /// serve, this process gets its sockets back.
  private boolean makeWay(Successor next, Sockets sockets) throws IOException {
    GivenDescriptors copies = sockets.copies();
    boolean serves = false;
    try {
      handOverFiles();
      LOG.log(Level.INFO, "restart: process {0} is prepared", Integer.toString(next.pid()));
      ending.begin(Shutdown.Reason.MAKES_WAY);
      wayMade.await();
      if (!isOver()) {
        next.giveTurn();
        serves = awaitProgress(next) == Successor.READY && takesOver(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // never: nobody has this thread
    } finally {
      boolean again = !serves && !isOver();
      if (again) {
        next.kill(); // or it could still take the data that this process opens
      }
      if (!again && !serves) { // nobody serves any more
        sockets.removeFiles();
      }
      passedOn.complete(again ? copies : null);
    }
    return serves;
  }

  /// The services of this process have ended: it is the successor's turn. Waits until that serves.
  ///
  /// @return the sockets, if this process must serve again; null if it is replaced, or ends
  @Nullable GivenDescriptors passOn() {
    wayMade.countDown();
    return passedOn.join();
  }

  /// The number of the process that serves now; 0 if there is none.
  synchronized int successor() {
    return successor;
  }

  /// This process ends: it starts no successor any more, and one that does not serve ends, too.
  synchronized void cancel() {
    over = true;
    if (starting != null) {
      starting.terminate();
    }
  }

  /// Waits for the next sign of progress, but not for ever.
  private static int awaitProgress(Successor next) throws IOException {
    Thread watch = endAfterPatience(next);
    try {
      return next.awaitProgress();
    } finally {
      watch.interrupt();
    }
  }

  private static Thread endAfterPatience(Successor next) {
    return Thread.ofVirtual()
        .name("heddle-restart-watch")
        .start(() -> {
          try {
            TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
            next.terminate();
            TimeUnit.SECONDS.sleep(LAST_PATIENCE_SECONDS); // it may be stuck
            next.kill();
          } catch (InterruptedException e) {
            // It has come further, or has ended.
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

  private static Map<String, String> environment(Sockets sockets) {
    List<String> names = sockets.names;
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("WATCHDOG_PID"); // it names this process
    environment.put("LISTEN_FDS", Integer.toString(names.size()));
    environment.put("LISTEN_FDNAMES", String.join(":", names));
    environment.put(
        GivenDescriptors.FILES,
        sockets.files.stream().map(Path::toString).collect(Collectors.joining("\n")));
    environment.put(Predecessor.PROGRESS, Integer.toString(Successor.FIRST + names.size()));
    environment.put(Predecessor.TURN, Integer.toString(Successor.FIRST + names.size() + 1));
    return environment;
  }
}
