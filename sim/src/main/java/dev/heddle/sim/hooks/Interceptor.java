package dev.heddle.sim.hooks;

import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;

/// A running world, as rewritten code sees it. All methods but [#isMine], [#unblocking] and
/// [#unblocked] are called by its own threads only, of which one runs at a time.
public interface Interceptor {

  /// Whether the caller is one of the world's threads, or the world itself at work. From any
  /// thread.
  boolean isMine();

  /// The caller is about to do what another thread may notice, and has used up its allowance of
  /// such points: see [Hooks#allow].
  ///
  /// @param site which place in the code that is
  void point(int site);

  /// The caller waits busily for another thread.
  void spin();

  long nanoTime();

  /// Milliseconds since 1970.
  long currentTimeMillis();

  long random();

  /// A number for the name of a file. Whether there is one with such a name, so that another number
  /// is needed, changes nothing of what others get.
  long fileName();

  /// Gives an object its identity hash code, if it has none yet.
  void identity(Object object);

  /// The same, before a thread enters the object's monitor. Whether the object has a hash code
  /// already changes nothing of what others get.
  void entering(Object monitor);

  /// The same, if that is what the object's `hashCode` returns.
  void hashed(Object object);

  /// Keeps an object from the garbage collector until the world ends.
  void keep(Object object);

  /// The caller is about to use this object, perhaps not made for several threads, while another
  /// thread is about to use something, too.
  void using(Object object, int site);

  /// The caller waits, and is pinned to the thread that carries it: no other can run meanwhile.
  ///
  /// @param timed whether for `nanos` at most; else until it is unparked
  void waitPinned(boolean timed, long nanos);

  /// The caller is about to wait in a monitor, and a class may be in the middle of its initializer.
  void waiting();

  /// The JVM is about to resume a thread that waited for a monitor, and has done so: from the JVM's
  /// own thread, which is none of the world's.
  void unblocking(Thread virtual);

  void unblocked(Thread virtual);

  /// Starts a platform thread as one of the world's; false if it must be started as ever.
  ///
  /// @param container what keeps together the threads that it starts; null if none does
  boolean start(Thread platform, Object container);

  /// The virtual thread that runs what `platform` is to run; null if there is none.
  Thread deputy(Thread platform);

  /// Whether a platform thread lives; null if it is none of the world's.
  Boolean lives(Thread platform);

  /// The current thread, as the code that runs must see it.
  Thread currentThread();

  /// The thread from which one that `current` makes takes over its group, its priority and whether
  /// it is a daemon.
  Thread maker(Thread current);

  /// What a worker of a pool has in thread-locals is gone.
  void clearThreadLocals(Thread worker);

  /// The platform threads of the caller's host that live, with their stacks.
  Map<Thread, StackTraceElement[]> allStackTraces();

  /// A thread has ended by an exception.
  ///
  /// @return whether that has been dealt with
  boolean uncaught(Thread thread, Throwable cause);

  /// In the place of the common pool: that of the caller's host.
  ForkJoinPool pool();

  /// The `KeepAliveCache` of the caller's host: idle connections of `HttpURLConnection`.
  Object keptAlive();

  /// What the caller's host is to run when it ends.
  IdentityHashMap<Thread, Thread> shutdownHooks();

  /// The application is about to change a setting of the JVM.
  void changing();

  /// Virtual threads that run where `scheduler` runs them.
  ThreadFactory carried(ForkJoinPool scheduler);

  /// The thread that carries the current one.
  Thread carrier();

  boolean isCarriedBy(Thread virtual, Thread carrier);

  /// What opens channels and selectors.
  SelectorProvider channels();

  /// What is under a `Socket` or a `ServerSocket`.
  SocketImpl socket(boolean server);

  /// What is under a `DatagramSocket`.
  DatagramSocketImpl datagramSocket();

  /// The addresses of a host of the world.
  InetAddress[] resolve(String host) throws UnknownHostException;

  /// The address of the caller's host.
  InetAddress localHost();

  /// The name of the host with this address; the address itself as text if there is none.
  String nameOf(InetAddress address);

  /// Parks until the channel can be read from, or written to; or the thread is unparked or
  /// interrupted; or for `nanos`, where 0 is for ever.
  void awaitReady(SocketChannel channel, boolean write, long nanos);

  /// Refuses what cannot be simulated.
  ///
  /// @return what to throw
  UnsupportedOperationException refusal(String what);
}
