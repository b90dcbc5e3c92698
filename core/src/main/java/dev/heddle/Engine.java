package dev.heddle;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;

/// The concurrency model that a server or client runs on. A service chooses it with one word; its
/// behaviour is the same on all.
///
/// | engine | threads | serves |
/// |---|---|---|
/// | `blocking` | one | one client after another |
/// | `threads` | a platform thread per connection | up to a bound, 1,000 by default |
/// | `virtual` | a virtual thread per connection, on the JDK's scheduler | any number |
/// | `selector` | one, with callbacks: runs [Protocol]s only | any number |
/// | `loops` | a few event loops; a connection's virtual thread runs on its loop's own thread | any number |
///
/// An engine is thread-safe and may be given to several servers and clients; those then share its
/// loops, which run from the first one's start to the last one's end.
///
/// ```java
/// Engine loops = Engine.loops();
/// Server first = Server.builder(handler).engine(loops).port(7001).start();
/// Server second = Server.builder(handler).engine(loops).port(7002).start(); // on the same loops
/// ```
public abstract class Engine {
  private static final int THREADS = 1000;
  private static final Duration LONGEST_BUSY_POLL = Duration.ofDays(1);

  /// For writing an engine, see docs/architecture.md.
  protected Engine() {}

  /// One thread that serves one client after another; the others wait in the backlog.
  public static Engine blocking() {
    return BuiltIn.ENGINES.blocking();
  }

  /// A platform thread per connection, 1,000 at the most.
  public static Engine threads() {
    return threads(THREADS);
  }

  /// A platform thread per connection, `most` at the most.
  public static Engine threads(int most) {
    return BuiltIn.ENGINES.threads(atLeastOne(most, "threads"));
  }

  /// A virtual thread per connection, on the JDK's scheduler.
  ///
  /// With `--add-opens java.base/sun.nio.ch=dev.heddle` (or `=ALL-UNNAMED` on the class path) on
  /// the JVM's command line, or the equivalent in the manifest of a runnable jar, a connection that
  /// waits holds no buffer, costs fewer system calls, and keeps receiving when a drain ends it, so
  /// that its client sees no reset. Everything works without it, too.
  public static Engine virtual() {
    return BuiltIn.ENGINES.virtual();
  }

  /// One thread that waits for all connections at once and runs callbacks.
  public static Engine selector() {
    return BuiltIn.ENGINES.selector();
  }

  /// One event loop per processor.
  public static Engine loops() {
    return loops(Runtime.getRuntime().availableProcessors());
  }

  /// The given number of event loops.
  ///
  /// Needs `--add-opens java.base/java.lang=dev.heddle` (or `=ALL-UNNAMED` on the class path) on
  /// the JVM's command line, or `Add-Opens: java.base/java.lang` in the manifest of a runnable jar;
  /// without it, starting fails with a message that says so.
  public static Engine loops(int count) {
    return loops(count, LoopPoller.AUTO);
  }

  /// The given number of event loops, on the given poller; see [#loops(int)].
  public static Engine loops(int count, LoopPoller poller) {
    return loops(count, poller, Duration.ZERO);
  }

  /// The given number of event loops, which poll busily: each sleeps only after nothing has
  /// happened for `busyPoll`, and wakes a little before a timer is due. If a sleeping processor
  /// takes as long to wake as a request takes, that halves the latency, at the cost of a whole
  /// processor per loop while requests arrive; so there should be more processors than loops.
  ///
  /// @param busyPoll zero for none, as in the others; see [#loops(int)] for what else is needed
  public static Engine loops(int count, LoopPoller poller, Duration busyPoll) {
    if (busyPoll.isNegative() || busyPoll.compareTo(LONGEST_BUSY_POLL) > 0) {
      throw new IllegalArgumentException(
          "must be from 0 to " + LONGEST_BUSY_POLL + ": " + busyPoll);
    }
    return BuiltIn.ENGINES.loops(atLeastOne(count, "loops"), poller, busyPoll);
  }

  /// The JVM options with which every engine works, and at its best: for a program that starts
  /// another one on the class path. The last one ends the JVM when its memory is used up: a server
  /// that continued might have lost threads of library code.
  public static List<String> jvmOptions() {
    return List.of(
        "--add-opens=java.base/java.lang=ALL-UNNAMED", // loops
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", // virtual
        "--enable-native-access=ALL-UNNAMED", // loops on io_uring and epoll
        "-XX:+ExitOnOutOfMemoryError");
  }

  /// The model's name: `blocking`, `threads`, `virtual`, `selector` or `loops`.
  public abstract String name();

  /// The most connections that it can hold at once.
  public abstract int capacity();

  /// Whether it runs [Protocol]s only, because its connections have no thread.
  public boolean callbacksOnly() {
    return false;
  }

  /// Binds a server; [Server.Builder#bind()] calls it.
  protected abstract Server bind(Server.Settings settings) throws IOException;

  /// Starts a server of datagrams; [DatagramServer.Builder#start()] calls it.
  protected abstract DatagramServer answer(DatagramServer.Settings settings) throws IOException;

  /// Makes a client; [Client.Builder#build()] calls it.
  protected abstract Client client(Client.Settings settings);

  @Override
  public String toString() {
    return name();
  }

  private static int atLeastOne(int count, String what) {
    if (count < 1) {
      throw new IllegalArgumentException(what + " < 1: " + count);
    }
    return count;
  }

  /// Makes the engines that Heddle has. The API does not know how they are built: one provider is
  /// found by [ServiceLoader]. Thread-safe.
  public interface Provider {
    Engine blocking();

    Engine threads(int most);

    Engine virtual();

    Engine selector();

    Engine loops(int count, LoopPoller poller, Duration busyPoll);
  }

  /// Found once, when the first engine is asked for.
  private static final class BuiltIn {
    static final Provider ENGINES =
        ServiceLoader.load(Provider.class, Engine.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no engines: heddle-core is incomplete"));
  }
}
