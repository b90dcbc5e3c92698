package dev.heddle.sim.hooks;

import java.io.IOException;
import java.net.DatagramSocketImplFactory;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.SocketImplFactory;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/// In a thread of a running world these methods ask the world; in all others they do what the code
/// did before it was rewritten. Thread-safe.
@SuppressWarnings("ReferenceEquality") // threads and file systems have no other
public final class Hooks {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// Enough for pools that need some; few, as each may mean a thread or a loop.
  private static final int PROCESSORS = 4;

  private static final int SPINS = 256;

  /// The running world, for its own threads: written before the first of them starts.
  private static Interceptor world;

  /// The JVM's own common pool; null until it is known.
  private static ForkJoinPool jvms;

  static {
    jvms = ForkJoinPool.commonPool();
  }

  /// The same, for the JVM's thread that resumes those that waited for monitors.
  private static volatile Interceptor seenByJvm;

  /// The running thread of the world, while its points count, and how many more of them it passes
  /// without asking the world. There are points in nearly every line: most do no more than this.
  private static Thread running;

  private static int allowance;

  /// What the running thread uses at the point that it passes last, and the number of its place.
  private static Object used; // null if nothing

  private static int usedAt;

  /// Whether a thread that was preempted is about to use something.
  private static boolean othersUse;

  /// How many initializers of classes run in this world, or have failed.
  private static int initializers;

  private static final List<Class<?>> INITIALIZED = new ArrayList<>();

  private Hooks() {}

  /// Begins, or with null ends, a world. There is one at a time.
  public static void enter(Interceptor next) {
    world = next;
    seenByJvm = next;
    initializers = 0;
    used = null;
    othersUse = false;
    allow(null, 0);
  }

  /// The world of the caller; null if it is none of a world's threads.
  public static Interceptor mine() {
    Interceptor current = world;
    return current != null && current.isMine() ? current : null;
  }

  // Static state

  /// At the end of the initializer of a class that has static state which may change.
  public static void initialized(Class<?> type) {
    if (mine() == null) {
      return; // what has begun outside of worlds belongs to the outside
    }
    synchronized (INITIALIZED) {
      INITIALIZED.add(type);
    }
  }

  /// How many classes [#initialized] returns, which only grows.
  public static int countInitialized() {
    synchronized (INITIALIZED) {
      return INITIALIZED.size();
    }
  }

  /// The classes whose initializers have run in worlds so far, in that order.
  public static Class<?>[] initialized() {
    synchronized (INITIALIZED) {
      return INITIALIZED.toArray(Class<?>[]::new);
    }
  }

  // Scheduling points

  public static void point(int site) {
    if (Thread.currentThread() == running && --allowance < 0) {
      world.point(site);
    }
  }

  /// Before the point of a call on an object that may not be made for several threads.
  public static void using(Object object, int site) {
    if (Thread.currentThread() == running) {
      used = object;
      usedAt = site;
      if (othersUse) {
        world.using(object, site);
      }
    }
  }

  /// What the running thread is about to use at this point; null if nothing.
  public static Object used(int site) {
    return usedAt == site ? used : null;
  }

  /// Whether [Interceptor#using] is to be called from now on.
  public static void othersUse(boolean some) {
    othersUse = some;
  }

  /// From now on `thread` runs, and asks the world at the point after `points` more.
  public static void allow(Thread thread, int points) {
    running = thread;
    allowance = points;
  }

  /// What is left of it; -1 at the point that asks the world.
  public static int allowance() {
    return allowance;
  }

  public static void onSpinWait() {
    Interceptor mine = mine();
    if (mine == null) {
      Thread.onSpinWait();
    } else {
      mine.spin();
    }
  }

  public static void yieldNow() {
    Interceptor mine = mine();
    if (mine == null) {
      Thread.yield();
    } else {
      mine.spin();
    }
  }

  // Time

  public static long nanoTime() {
    Interceptor mine = mine();
    return mine == null ? System.nanoTime() : mine.nanoTime();
  }

  public static long currentTimeMillis() {
    Interceptor mine = mine();
    return mine == null ? System.currentTimeMillis() : mine.currentTimeMillis();
  }

  /// For `java.time.Clock`: nanoseconds since `offset` seconds after 1970.
  public static long nanoTimeAdjustment(long offset, long real) {
    Interceptor mine = mine();
    if (mine == null) {
      return real;
    }
    long millis = mine.currentTimeMillis();
    return (millis / 1000 - offset) * NANOS_PER_SECOND + millis % 1000 * 1_000_000;
  }

  // Chance

  /// At the start of `SecureRandom.nextBytes`, on which its other methods stand.
  ///
  /// @return whether the bytes are random now
  public static boolean fill(byte[] bytes) {
    Interceptor mine = mine();
    if (mine == null) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) mine.random();
    }
    return true;
  }

  /// At the start of `SecureRandom.generateSeed`, on which `getSeed` stands; null to continue as
  /// usual.
  public static byte[] seed(int count) {
    if (count < 0 || mine() == null) {
      return null;
    }
    byte[] bytes = new byte[count];
    fill(bytes);
    return bytes;
  }

  /// For the name of a temporary file.
  public static long fileName(SecureRandom random) {
    Interceptor mine = mine();
    return mine == null ? random.nextLong() : mine.fileName();
  }

  /// The same number in worlds on each machine.
  public static int availableProcessors(Runtime runtime) {
    return mine() == null ? runtime.availableProcessors() : PROCESSORS;
  }

  /// What a class has kept of it.
  public static int processors(int real) {
    return mine() == null ? real : PROCESSORS;
  }

  /// How often a `Phaser` looks before it waits: not at all on a machine with one processor.
  public static int spins(int real) {
    return mine() == null ? real : SPINS;
  }

  public static int hashCode(Object object) {
    Interceptor mine = world;
    if (mine != null && mine.isMine()) {
      mine.hashed(object);
    }
    return object.hashCode();
  }

  public static int identityHashCode(Object object) {
    Interceptor mine = world;
    if (object != null && mine != null && mine.isMine()) {
      mine.identity(object);
    }
    return System.identityHashCode(object);
  }

  /// Before a thread waits for a monitor, or in it: then the JVM may keep the object's header
  /// elsewhere, where no hash code can be written; so the object gets one now.
  public static void entering(Object monitor) {
    Interceptor mine = world;
    if (monitor != null && mine != null && mine.isMine()) {
      mine.entering(monitor);
    }
  }

  public static void keep(Object object) {
    Interceptor mine = mine();
    if (mine != null) {
      mine.keep(object);
    }
  }

  // Garbage: a world has none

  public static void gc() {
    gc(Runtime.getRuntime());
  }

  public static void gc(Runtime runtime) {
    if (mine() == null) {
      runtime.gc();
    }
  }

  // Waits that keep the JVM from putting a thread aside

  /// In the place of `VirtualThread.parkOnCarrierThread`: false to go on as ever.
  public static boolean waitPinned(boolean timed, long nanos) {
    Interceptor mine = mine();
    if (mine == null) {
      return false;
    }
    mine.waitPinned(timed, nanos);
    return true;
  }

  /// At the start of an initializer of a class.
  public static void initializing() {
    if (mine() != null) {
      initializers++;
    }
  }

  /// At its end, unless it fails.
  public static void haveInitialized() {
    if (mine() != null) {
      initializers--;
    }
  }

  /// At the start of `Object.wait`.
  public static void waiting() {
    if (initializers != 0) {
      Interceptor mine = mine();
      if (mine != null) {
        mine.waiting();
      }
    }
  }

  // Monitors: called by the JVM's own thread

  public static void unblocking(Thread virtual) {
    Interceptor current = seenByJvm;
    if (current != null) {
      current.unblocking(virtual);
    }
  }

  public static void unblocked(Thread virtual) {
    Interceptor current = seenByJvm;
    if (current != null) {
      current.unblocked(virtual);
    }
  }

  // Platform threads: in a world they are its threads like all others

  public static boolean start(Thread platform) {
    return start(platform, null);
  }

  /// @param container what keeps together the threads that it starts, such as a
  ///   `StructuredTaskScope`; null if none does
  public static boolean start(Thread platform, Object container) {
    Interceptor mine = mine();
    return mine != null && mine.start(platform, container);
  }

  /// The virtual thread in the place of `thread`; null if it is as it was.
  public static Thread deputy(Thread thread) {
    Interceptor mine = mine();
    return mine == null ? null : mine.deputy(thread);
  }

  /// Whether a platform thread of a world lives: 1 or 0; -1 if it is none of a world's.
  public static int lives(Thread thread) {
    Interceptor mine = mine();
    Boolean lives = mine == null ? null : mine.lives(thread);
    return lives == null ? -1 : lives ? 1 : 0;
  }

  /// The thread to unpark where `thread` is meant.
  public static Thread parked(Thread thread) {
    if (thread == null || thread.isVirtual()) {
      return thread;
    }
    Thread deputy = deputy(thread);
    return deputy == null ? thread : deputy;
  }

  public static Thread currentThread() {
    Interceptor current = world;
    return current == null || !current.isMine() ? Thread.currentThread() : current.currentThread();
  }

  /// Before a worker of the common pool waits for tasks: they find none of each other's.
  public static void clearThreadLocals(Thread worker) {
    Interceptor mine = mine();
    if (mine != null) {
      mine.clearThreadLocals(worker);
    }
  }

  /// In the place of `Thread.getAllStackTraces`; null to go on as ever.
  public static Map<Thread, StackTraceElement[]> allStackTraces() {
    Interceptor mine = mine();
    return mine == null ? null : mine.allStackTraces();
  }

  /// In the place of `Thread.getAllThreads`; null to go on as ever.
  public static Thread[] allThreads() {
    Interceptor mine = mine();
    return mine == null ? null : mine.allStackTraces().keySet().toArray(Thread[]::new);
  }

  // What a new thread has of the current one

  public static ThreadGroup getThreadGroup(Thread current) {
    return maker(current).getThreadGroup();
  }

  public static int getPriority(Thread current) {
    return maker(current).getPriority();
  }

  public static boolean isDaemon(Thread current) {
    return maker(current).isDaemon();
  }

  private static Thread maker(Thread current) {
    Interceptor mine = mine();
    return mine == null ? current : mine.maker(current);
  }

  public static boolean uncaught(Thread thread, Throwable cause) {
    Interceptor mine = mine();
    return mine != null && mine.uncaught(thread, cause);
  }

  /// In the place of `Unsafe.park` in the JDK's pools.
  public static void park(boolean absolute, long time) {
    if (!absolute) {
      if (time == 0) {
        LockSupport.park();
      } else {
        LockSupport.parkNanos(time);
      }
    } else {
      LockSupport.parkUntil(time);
    }
  }

  public static void unpark(Object thread) {
    LockSupport.unpark((Thread) thread);
  }

  // The common pool

  /// The common pool where `real` is meant, which is the JVM's, or that of an earlier world: what
  /// was initialized there may have kept it.
  public static ForkJoinPool pool(ForkJoinPool real) {
    Interceptor mine = mine();
    if (mine != null) {
      return mine.pool();
    }
    return jvms == null ? real : jvms;
  }

  // Threads on a scheduler of the application's own

  public static boolean isSimulated() {
    return mine() != null;
  }

  public static ThreadFactory carried(ForkJoinPool scheduler) {
    return world.carried(scheduler);
  }

  public static Thread carrier() {
    return world.carrier();
  }

  public static boolean isCarriedBy(Thread virtual, Thread carrier) {
    return world.isCarriedBy(virtual, carrier);
  }

  public static boolean canAwaitSockets() {
    return true;
  }

  public static void awaitReadable(SocketChannel channel, long nanos) {
    world.awaitReady(channel, false, nanos);
  }

  public static void awaitWritable(SocketChannel channel) {
    world.awaitReady(channel, true, 0);
  }

  // What is the JVM's elsewhere

  /// The threads that run when a JVM ends, where those of this one are meant: a world's never run.
  public static IdentityHashMap<Thread, Thread> shutdownHooks(
      IdentityHashMap<Thread, Thread> real) {
    Interceptor mine = mine();
    return mine == null ? real : mine.shutdownHooks();
  }

  /// Before the application changes a setting of the JVM, such as a system property.
  public static void changing() {
    Interceptor mine = mine();
    if (mine != null) {
      mine.changing();
    }
  }

  // The network

  /// In the place of `SelectorProvider.provider()`; null to continue as usual.
  public static SelectorProvider channels() {
    Interceptor mine = mine();
    return mine == null ? null : mine.channels();
  }

  /// In the place of `SocketImpl.createPlatformSocketImpl`; null to continue as usual.
  public static SocketImpl socket(boolean server) {
    Interceptor mine = mine();
    return mine == null ? null : mine.socket(server);
  }

  /// In the place of `Socket.socketImplFactory()`, for what a `ServerSocket` accepts; null to
  /// continue as usual.
  public static SocketImplFactory socketFactory() {
    Interceptor mine = mine();
    return mine == null ? null : () -> mine.socket(false);
  }

  /// What a `DatagramSocket` is made by, in the place of `real`; null for the JDK's own.
  public static DatagramSocketImplFactory datagramFactory(DatagramSocketImplFactory real) {
    Interceptor mine = mine();
    return mine == null ? real : mine::datagramSocket;
  }

  /// The connections that `HttpURLConnection` keeps, where `real` are meant.
  public static Object keptAlive(Object real) {
    Interceptor mine = mine();
    return mine == null ? real : mine.keptAlive();
  }

  /// In the place of `InetAddress.getAllByName`; null to continue as usual, as without a name.
  public static InetAddress[] resolve(String host) throws UnknownHostException {
    Interceptor mine = host == null || host.isEmpty() ? null : mine();
    return mine == null ? null : mine.resolve(host);
  }

  /// In the place of `InetAddress.getLocalHost`; null to continue as usual.
  public static InetAddress localHost() {
    Interceptor mine = mine();
    return mine == null ? null : mine.localHost();
  }

  /// The name of an address, in the place of a look-up; null to continue as usual.
  public static String nameOf(InetAddress address) {
    Interceptor mine = mine();
    return mine == null ? null : mine.nameOf(address);
  }

  public static ByteBuffer allocateDirect(int capacity) {
    return mine() == null ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
  }

  /// At the start of what cannot be simulated and has a substitute that can.
  public static void refuseNative() throws IOException {
    if (mine() != null) {
      throw new IOException("native calls are not simulated");
    }
  }

  /// At the start of what cannot be simulated with a file of the machine.
  public static void refuseReal(Path file, String what) {
    if (mine() != null && file.getFileSystem() == FileSystems.getDefault()) {
      refuse(what);
    }
  }

  public static void refuseWatch(FileSystem files) {
    if (mine() != null && files == FileSystems.getDefault()) {
      refuse("a watch service");
    }
  }

  /// At the start of what cannot be simulated.
  public static void refuse(String what) {
    Interceptor mine = mine();
    if (mine != null) {
      throw mine.refusal(what);
    }
  }
}
