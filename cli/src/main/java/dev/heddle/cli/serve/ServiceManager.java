package dev.heddle.cli.serve;

import dev.heddle.loop.linux.UnixDatagrams;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The service manager that started this process, such as systemd, if it asks to be notified:
/// sd_notify(3). It learns when the services run, that they still do, and when they end. Belongs to
/// one thread.
public final class ServiceManager {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");

  /// The time to close files and print the summary after the connections have ended.
  private static final Duration LAST_STEPS = Duration.ofSeconds(5);

  private final @Nullable String socket;
  private final @Nullable Duration watchdog;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Supplier<List<String>> troubles = List::of;
  private boolean alive; // whether the watchdog is pinged

  private ServiceManager(@Nullable String socket, @Nullable Duration watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /// The manager that the variables `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` describe;
  /// without the first, there is none and nothing is sent.
  public static ServiceManager of(Map<String, String> environment) {
    String socket = environment.get("NOTIFY_SOCKET");
    return socket == null || socket.isEmpty()
        ? new ServiceManager(null, null)
        : new ServiceManager(socket, watchdog(environment));
  }

  private static @Nullable Duration watchdog(Map<String, String> environment) {
    String micros = environment.get("WATCHDOG_USEC");
    String pid = environment.get("WATCHDOG_PID");
    if (micros == null || (pid != null && !pid.equals(ownPid()))) {
      return null;
    }
    try {
      Duration time = Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
      return time.isPositive() ? time : null;
    } catch (NumberFormatException e) {
      LOG.log(Level.WARNING, "watchdog off: WATCHDOG_USEC is not a number: {0}", micros);
      return null;
    }
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  /// Reports that the services run. From now on, a thread of its own pings the manager's watchdog
  /// twice per interval.
  ///
  /// @param services for `systemctl status`
  /// @param troubles the present faults; while there is one, the watchdog is not pinged
  public void ready(String services, Supplier<List<String>> troubles) {
    this.troubles = troubles;
    if (socket != null) {
      send(socket, "READY=1\nSTATUS=" + services);
      if (watchdog != null && !alive) {
        alive = true;
        long pause = watchdog.toNanos() / 2;
        Thread.ofPlatform().name("heddle-watchdog").daemon().start(() -> keepAlive(socket, pause));
      }
    }
  }

  private void keepAlive(String socket, long pause) {
    try {
      do {
        List<String> wrong = troubles.get();
        if (wrong.isEmpty()) {
          send(socket, "WATCHDOG=1");
        } else if (stopping.getCount() > 0) {
          LOG.log(
              Level.ERROR, "watchdog ping to the service manager withheld: {0}", wrong.getFirst());
        }
      } while (!stopping.await(pause, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      // Never interrupted: it ends with the process.
    }
  }

  /// Reports that the services end for a new process; if that fails, they are [#ready] once more.
  public void pausing() {
    troubles = List::of;
    if (socket != null) {
      send(socket, "STATUS=waiting for connections to end, for a new process to take over");
    }
  }

  /// Reports that another process has taken over, and that this one says nothing more.
  public void replaced(int successor) {
    stopping.countDown();
    if (socket != null) {
      send(socket, "MAINPID=" + successor);
    }
  }

  /// Reports that the services end, and asks for as much time as they may take.
  public void stopping(Duration drain) {
    stopping.countDown();
    if (socket != null) {
      long micros = TimeUnit.NANOSECONDS.toMicros(drain.plus(LAST_STEPS).toNanos());
      send(
          socket,
          "STOPPING=1\nSTATUS=waiting for connections to end\nEXTEND_TIMEOUT_USEC=" + micros);
    }
  }

  private static void send(String socket, String state) {
    try {
      UnixDatagrams.send(socket, state.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot notify the service manager: {0}", e.getMessage());
    }
  }
}
