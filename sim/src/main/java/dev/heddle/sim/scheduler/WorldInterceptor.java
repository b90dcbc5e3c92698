package dev.heddle.sim.scheduler;

import dev.heddle.sim.hooks.Interceptor;
import dev.heddle.sim.runs.NotSimulatedException;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.SocketImpl;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What rewritten code asks a world: threads, time and chance of its scheduler, sockets of its
/// network.
public final class WorldInterceptor implements Interceptor {
  private final Scheduler scheduler;
  private final Turns turns;
  private final Sockets sockets;
  private final List<Object> kept = new ArrayList<>(0);
  private boolean identifying;

  /// The world's network. Called by the world's threads.
  public interface Sockets {
    SelectorProvider channels();

    SocketImpl socket(boolean server);

    DatagramSocketImpl datagramSocket();

    InetAddress[] resolve(String host) throws UnknownHostException;

    InetAddress localHost();

    String nameOf(InetAddress address);

    /// Parks until the channel is ready, as [Interceptor#awaitReady].
    void await(SocketChannel channel, boolean write, long nanos);
  }

  public WorldInterceptor(Scheduler scheduler, Sockets sockets) {
    this.scheduler = scheduler;
    this.turns = scheduler.turns();
    this.sockets = sockets;
    identity(new Object()); // loads what it needs: later it would need itself
  }

  @Override
  public boolean isMine() {
    return scheduler.isMine();
  }

  @Override
  public void point(int site) {
    turns.point(site);
  }

  @Override
  public void spin() {
    turns.spin();
  }

  @Override
  public long nanoTime() {
    return scheduler.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return scheduler.millis();
  }

  @Override
  public long random() {
    return scheduler.random();
  }

  @Override
  public long fileName() {
    return scheduler.draws().file();
  }

  @Override
  public void identity(Object object) {
    identify(object, true);
  }

  @Override
  public void entering(Object monitor) {
    Draws draws = scheduler.draws();
    long place = draws.nextMonitor();
    if (!identifying && !HashCodes.isGiven(monitor)) {
      HashCodes.give(monitor, number(monitor, () -> draws.monitor(place)));
    }
  }

  @Override
  public void hashed(Object object) {
    if (!(object instanceof String)) {
      identify(object, false);
    }
  }

  @Override
  public void keep(Object object) {
    kept.add(object);
  }

  @Override
  public void using(Object object, int site) {
    turns.using(object, site);
  }

  @Override
  public void waitPinned(boolean timed, long nanos) {
    if (timed && PinnedWaits.isSleep()) {
      scheduler.pass(nanos);
    } else {
      throw turns.refuseWait();
    }
  }

  @Override
  public void waiting() {
    if (PinnedWaits.isInInitializer()) {
      throw turns.refuseWait();
    }
  }

  private void identify(Object object, boolean always) {
    if (identifying || HashCodes.isGiven(object)) {
      return;
    }
    identifying = true; // what follows may need hash tables itself
    try {
      if (always || HashCodes.hasNoOther(object)) {
        HashCodes.give(object, number(object, scheduler.draws()::hash));
      }
    } finally {
      identifying = false;
    }
  }

  /// What exists once in the JVM keeps its hash code over worlds, so it follows from its name.
  private static long number(Object object, LongSupplier other) {
    if (object instanceof Enum<?> constant) {
      return Chance.mix(
          31L * constant.getDeclaringClass().getName().hashCode() + constant.name().hashCode());
    }
    return object instanceof Class<?> type
        ? Chance.mix(type.getName().hashCode())
        : other.getAsLong();
  }

  @Override
  public void unblocking(Thread virtual) {
    scheduler.unblocking(virtual);
  }

  @Override
  public void unblocked(Thread virtual) {
    scheduler.unblocked(virtual);
  }

  @Override
  public boolean start(Thread platform, @Nullable Object container) {
    return scheduler.startPlatform(platform, container);
  }

  @Override
  public Thread maker(Thread current) {
    return scheduler.maker(current);
  }

  @Override
  public void clearThreadLocals(Thread worker) {
    Thread deputy = deputy(worker);
    if (deputy != null) {
      ThreadLocals.clear(deputy);
    }
  }

  @Override
  public Map<Thread, StackTraceElement[]> allStackTraces() {
    String host = scheduler.host();
    Map<Thread, StackTraceElement[]> all = new HashMap<>();
    for (Task task : scheduler.deputies().living()) {
      if (task.host().equals(host)) {
        all.put(task.seen(), task.thread.getStackTrace());
      }
    }
    return all;
  }

  @Override
  public IdentityHashMap<Thread, Thread> shutdownHooks() {
    return scheduler.hostStatics().shutdownHooks(scheduler.host());
  }

  @Override
  public void changing() {
    scheduler.settings().changing();
  }

  @Override
  public @Nullable Thread deputy(Thread platform) {
    return scheduler.deputies().of(platform);
  }

  @Override
  public @Nullable Boolean lives(Thread platform) {
    return scheduler.deputies().lives(platform);
  }

  @Override
  public Thread currentThread() {
    return scheduler.currentThread();
  }

  @Override
  public boolean uncaught(Thread thread, Throwable cause) {
    return Uncaught.failsBy(scheduler, thread, cause);
  }

  @Override
  public ForkJoinPool pool() {
    return scheduler.hostStatics().commonPool(scheduler.host());
  }

  @Override
  public Object keptAlive() {
    return scheduler.hostStatics().keptAlive(scheduler.host());
  }

  @Override
  public ThreadFactory carried(ForkJoinPool application) {
    return Jdk.builder(new CarriedPool(scheduler, application))
        .name("heddle-connection-", 1)
        .factory();
  }

  @Override
  public Thread carrier() {
    return scheduler.carrierOfRunning();
  }

  @Override
  public boolean isCarriedBy(Thread virtual, Thread carrier) {
    return scheduler.isCarriedBy(virtual, carrier);
  }

  @Override
  public SelectorProvider channels() {
    return sockets.channels();
  }

  @Override
  public SocketImpl socket(boolean server) {
    return sockets.socket(server);
  }

  @Override
  public DatagramSocketImpl datagramSocket() {
    return sockets.datagramSocket();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return sockets.resolve(host);
  }

  @Override
  public InetAddress localHost() {
    return sockets.localHost();
  }

  @Override
  public String nameOf(InetAddress address) {
    return sockets.nameOf(address);
  }

  @Override
  public void awaitReady(SocketChannel channel, boolean write, long nanos) {
    sockets.await(channel, write, nanos);
  }

  @Override
  public UnsupportedOperationException refusal(String what) {
    return new NotSimulatedException(what + " cannot be simulated");
  }
}
