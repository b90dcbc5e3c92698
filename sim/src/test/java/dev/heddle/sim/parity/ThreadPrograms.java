package dev.heddle.sim.parity;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.spi.ToolProvider;

/// What threads have and pass on.
final class ThreadPrograms {
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

  private ThreadPrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.ofEntries(
        Map.entry("inheritable thread-locals", ThreadPrograms::inherits),
        Map.entry("thread-locals of the common pool", ThreadPrograms::poolsLocals),
        Map.entry("context class loaders", ThreadPrograms::loaders),
        Map.entry("daemons, groups and priorities", ThreadPrograms::groups),
        Map.entry("threads of a group", ThreadPrograms::enumerates),
        Map.entry("all stack traces", ThreadPrograms::stacks),
        Map.entry("states of threads", ThreadPrograms::states),
        Map.entry("names of threads", ThreadPrograms::names),
        Map.entry("uncaught exceptions", ThreadPrograms::uncaught),
        Map.entry("interrupts", ThreadPrograms::interrupts),
        Map.entry("executors", ThreadPrograms::executors),
        Map.entry("threads that the JDK tells of", ThreadPrograms::told),
        Map.entry("shutdown hooks", ThreadPrograms::shutdownHooks));
  }

  static <T> T on(Thread.Builder kind, Callable<T> work) throws Exception {
    var task = new FutureTask<>(work);
    kind.start(task);
    return task.get();
  }

  private static Facts inherits() throws Exception {
    var facts = new Facts();
    INHERITED.set("made");
    LOCAL.set("own");
    var task = new FutureTask<>(INHERITED::get);
    var thread = new Thread(task);
    INHERITED.set("started");
    thread.start();
    facts
        .add("when it was made", task::get)
        .add("by a builder", () -> on(Thread.ofPlatform(), INHERITED::get))
        .add("by a virtual one", () -> on(Thread.ofVirtual(), INHERITED::get))
        .add(
            "not",
            () -> on(Thread.ofPlatform().inheritInheritableThreadLocals(false), INHERITED::get))
        .add("of one's own", () -> on(Thread.ofPlatform(), LOCAL::get))
        .add("common pool", () -> CompletableFuture.supplyAsync(INHERITED::get).get());
    var made =
        new FutureTask<>(() -> {
          INHERITED.set("grandchild's");
          return new FutureTask<>(INHERITED::get);
        });
    Thread.ofPlatform().start(made);
    FutureTask<String> elsewhere = made.get();
    new Thread(elsewhere).start();
    facts.add("of the starter", elsewhere::get);
    facts.add(
        "child of a child",
        () ->
            on(
                Thread.ofPlatform(),
                () -> {
                  INHERITED.set("child's");
                  return on(Thread.ofPlatform(), INHERITED::get);
                }));
    try (var pool = Executors.newFixedThreadPool(1)) {
      facts.add("first", () -> pool.submit(INHERITED::get).get());
      INHERITED.set("later");
      facts.add("then", () -> pool.submit(INHERITED::get).get());
    }
    return facts;
  }

  /// Each task finds all workers waiting.
  private static Facts poolsLocals() {
    var facts = new Facts();
    for (int i = 0; i < 6; i++) {
      facts
          .add(
              "found",
              () ->
                  CompletableFuture.supplyAsync(
                          () -> {
                            String before = LOCAL.get() + " " + INHERITED.get();
                            LOCAL.set("set");
                            INHERITED.set("set");
                            return before;
                          })
                      .get())
          .run("rest", () -> LockSupport.parkNanos(5_000_000));
    }
    return facts;
  }

  private static final class Loader extends URLClassLoader {
    private final List<String> asked = new ArrayList<>();

    Loader() {
      super(new URL[0], ThreadPrograms.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws java.io.IOException {
      asked.add(name);
      return super.getResources(name);
    }
  }

  /// The JDK asks the current thread for its loader.
  private static void loadServices() {
    ServiceLoader.load(ToolProvider.class).forEach(each -> {});
  }

  private static Facts loaders() throws Exception {
    var facts = new Facts();
    try (var loader = new Loader()) {
      var task =
          new FutureTask<>(() -> {
            loadServices();
            return Thread.currentThread().getContextClassLoader() == loader;
          });
      var thread = new Thread(task);
      thread.setContextClassLoader(loader);
      thread.start();
      facts.add("set before the start", task::get).add("asked", () -> loader.asked);
      facts
          .add(
              "set by itself",
              () ->
                  on(
                      Thread.ofPlatform(),
                      () -> {
                        Thread.currentThread().setContextClassLoader(loader);
                        loadServices();
                        return on(
                            Thread.ofPlatform(),
                            () -> Thread.currentThread().getContextClassLoader() == loader);
                      }))
          .add("asked", () -> loader.asked);
    }
    return facts;
  }

  private static String kind() {
    var made = new Thread(() -> {});
    ThreadGroup group = made.getThreadGroup();
    return made.isDaemon() + " " + made.getPriority() + " " + group.getMaxPriority();
  }

  private static Facts groups() {
    var facts = new Facts();
    var group = new ThreadGroup("ours");
    facts
        .add("not a daemon", () -> on(Thread.ofPlatform().daemon(false), ThreadPrograms::kind))
        .add("a daemon", () -> on(Thread.ofPlatform().daemon(), ThreadPrograms::kind))
        .add("urgent", () -> on(Thread.ofPlatform().priority(7), ThreadPrograms::kind))
        .add("virtual", () -> on(Thread.ofVirtual(), ThreadPrograms::kind))
        .add(
            "of a group",
            () ->
                on(
                    Thread.ofPlatform().group(group),
                    () -> new Thread(() -> {}).getThreadGroup().getName()))
        .add(
            "own group",
            () ->
                on(
                    Thread.ofPlatform().group(group),
                    () -> Thread.currentThread().getThreadGroup().getName()))
        .add(
            "group in a group",
            () ->
                on(
                    Thread.ofPlatform().group(group),
                    () -> new ThreadGroup("inner").getParent().getName()))
        .add(
            "group by a virtual one",
            () -> on(Thread.ofVirtual(), () -> new ThreadGroup("inner").getParent().getName()))
        .add(
            "default factory",
            () ->
                on(
                    Thread.ofPlatform().group(group),
                    () ->
                        Executors.defaultThreadFactory()
                            .newThread(() -> {})
                            .getThreadGroup()
                            .getName()))
        .add(
            "common pool",
            () ->
                CompletableFuture.supplyAsync(
                        () -> Thread.currentThread().getThreadGroup().getName())
                    .get())
        .add(
            "of virtual threads",
            () -> on(Thread.ofVirtual(), () -> Thread.currentThread().getThreadGroup().getName()))
        .add(
            "pool",
            () -> {
              try (var pool = Executors.newFixedThreadPool(1)) {
                return pool.submit(() -> Thread.currentThread().isDaemon()).get();
              }
            });
    return facts;
  }

  private static Facts enumerates() throws Exception {
    var facts = new Facts();
    var group = new ThreadGroup("counted");
    var end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(Thread.ofPlatform().group(group).name("counted-" + i).start(() -> await(end)));
    }
    facts
        .add("activeCount", group::activeCount)
        .add(
            "from within",
            () ->
                on(
                    Thread.ofPlatform().group(group).name("asks"),
                    () -> {
                      var found = new Thread[10];
                      int count = Thread.enumerate(found);
                      var names = new TreeSet<String>();
                      for (int i = 0; i < count; i++) {
                        names.add(found[i].getName());
                      }
                      return names + " " + Thread.activeCount();
                    }));
    end.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    return facts;
  }

  private static Facts stacks() throws Exception {
    var facts = new Facts();
    var end = new CountDownLatch(1);
    Thread platform = Thread.ofPlatform().start(() -> await(end));
    Thread virtual = Thread.ofVirtual().start(() -> await(end));
    awaitState(platform, Thread.State.WAITING);
    Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
    facts
        .add("platform", () -> mentionsAwait(all.get(platform)))
        .add("virtual", () -> all.containsKey(virtual))
        .add("current", () -> all.containsKey(Thread.currentThread()))
        .add(
            "own stack",
            () ->
                List.of(Thread.currentThread().getStackTrace()).stream()
                    .anyMatch(frame -> frame.getMethodName().equals("stacks")));
    end.countDown();
    platform.join();
    virtual.join();
    return facts.add("ended", () -> Thread.getAllStackTraces().containsKey(platform));
  }

  private static boolean mentionsAwait(StackTraceElement[] stack) {
    return List.of(stack).stream().anyMatch(frame -> frame.getMethodName().equals("await"));
  }

  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Facts states() throws Exception {
    var facts = new Facts();
    var monitor = new Object();
    var lock = new ReentrantLock();
    lock.lock();
    for (Thread.Builder kind : List.<Thread.Builder>of(Thread.ofPlatform(), Thread.ofVirtual())) {
      Thread waits =
          kind.start(() -> {
            lock.lock();
            lock.unlock();
          });
      Thread sleeps = kind.start(() -> LockSupport.parkNanos(Long.MAX_VALUE));
      Thread blocks =
          kind.unstarted(() -> {
            synchronized (monitor) {
              monitor.notifyAll();
            }
          });
      facts.add("new", () -> blocks.getState() + " " + blocks.isAlive());
      synchronized (monitor) {
        blocks.start();
        awaitState(blocks, Thread.State.BLOCKED);
      }
      awaitState(waits, Thread.State.WAITING);
      awaitState(sleeps, Thread.State.TIMED_WAITING);
      LockSupport.unpark(sleeps);
      blocks.join();
      sleeps.join();
      facts
          .add("ended", () -> blocks.getState() + " " + blocks.isAlive())
          .add("waits", () -> lock.hasQueuedThreads() + " " + lock.getQueueLength())
          .run("start", blocks::start)
          .add("join", () -> blocks.join(java.time.Duration.ofMillis(1)))
          .run("setDaemon", () -> waits.setDaemon(true));
      lock.unlock();
      waits.join();
      lock.lock();
    }
    return facts;
  }

  private static Facts names() throws Exception {
    var facts = new Facts();
    var lock = new ReentrantLock();
    var end = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    Thread holder =
        Thread.ofPlatform()
            .name("before")
            .start(() -> {
              Thread.currentThread().setName("after");
              lock.lock();
              held.countDown();
              await(end);
              lock.unlock();
            });
    held.await();
    facts
        .add("name", holder::getName)
        .add("in a lock", () -> lock.toString().replaceFirst(".*\\[", "["))
        .add("thread", () -> holder.toString().replaceAll("\\d+", "#"))
        .run("null", () -> holder.setName(null));
    end.countDown();
    holder.join();
    return facts.add("ended", () -> holder.toString().replaceAll("\\d+", "#"));
  }

  private static Facts uncaught() throws Exception {
    var facts = new Facts();
    List<String> caught = new ArrayList<>();
    var group =
        new ThreadGroup("catches") {
          @Override
          public void uncaughtException(Thread thread, Throwable e) {
            caught.add(getName() + " " + thread.getName() + " " + e.getMessage());
          }
        };
    Runnable fails =
        () -> {
          throw new IllegalStateException("broken");
        };
    Thread.ofPlatform().name("one").group(group).start(fails).join();
    Thread.ofPlatform().name("two").group(new ThreadGroup(group, "inner")).start(fails).join();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    facts.add("none at first", () -> before == null);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> caught.add("default " + thread.getName() + " " + e.getMessage()));
    Thread.ofPlatform().name("three").start(fails).join();
    Thread.ofVirtual().name("four").start(fails).join();
    Thread.ofPlatform()
        .name("five")
        .uncaughtExceptionHandler((thread, e) -> caught.add("own " + thread.getName()))
        .start(fails)
        .join();
    Thread.setDefaultUncaughtExceptionHandler(before);
    return facts.add("caught", () -> caught);
  }

  private static Facts interrupts() throws Exception {
    var facts = new Facts();
    for (Thread.Builder kind : List.<Thread.Builder>of(Thread.ofPlatform(), Thread.ofVirtual())) {
      facts.add(
          "own",
          () ->
              on(
                  kind,
                  () -> {
                    Thread.currentThread().interrupt();
                    boolean is = Thread.currentThread().isInterrupted();
                    return is + " " + Thread.interrupted() + " " + Thread.interrupted();
                  }));
      var monitor = new Object();
      facts.add(
          "wait",
          () ->
              on(
                  kind,
                  () -> {
                    synchronized (monitor) {
                      Thread.currentThread().interrupt();
                      monitor.wait();
                    }
                    return "waited";
                  }));
      Thread before = kind.unstarted(() -> {});
      before.interrupt();
      facts.add("before the start", before::isInterrupted);
      before.start();
      before.join();
      before.interrupt();
      facts.add("after the end", before::isInterrupted);
    }
    return facts;
  }

  private static Facts executors() throws Exception {
    var facts = new Facts();
    var pool = Executors.newFixedThreadPool(1);
    var begun = new CountDownLatch(1);
    var stopped = new CompletableFuture<String>();
    var running =
        pool.submit(() -> {
          begun.countDown();
          LockSupport.park();
          stopped.complete("interrupted: " + Thread.currentThread().isInterrupted());
        });
    begun.await();
    var queued = pool.submit(() -> 1);
    facts
        .add("cancel", () -> running.cancel(true))
        .add("stopped", stopped::get)
        .run("get", running::get)
        .add("queued", queued::get);
    pool.shutdown();
    facts
        .run(
            "rejected",
            () -> {
              try {
                pool.execute(() -> {});
              } catch (java.util.concurrent.RejectedExecutionException e) {
                throw new IllegalStateException(e.getClass().getName());
              }
            })
        .add("shutdown", pool::isShutdown)
        .add("await", () -> pool.awaitTermination(1, java.util.concurrent.TimeUnit.SECONDS));
    return facts;
  }

  private static Facts told() {
    var facts = new Facts();
    List<Boolean> own = new ArrayList<>();
    try (var pool =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          protected void beforeExecute(Thread thread, Runnable task) {
            own.add(thread == Thread.currentThread());
          }
        }) {
      facts.add("pool", () -> pool.submit(() -> own).get());
    }
    for (Thread.Builder kind : List.<Thread.Builder>of(Thread.ofPlatform(), Thread.ofVirtual())) {
      facts.add(
          "log",
          () ->
              on(
                  kind,
                  () ->
                      new LogRecord(Level.INFO, "said").getLongThreadID()
                          == Thread.currentThread().threadId()));
    }
    return facts;
  }

  private static Facts shutdownHooks() {
    var facts = new Facts();
    Runtime runtime = Runtime.getRuntime();
    var hook = new Thread(() -> {});
    facts
        .run("add", () -> runtime.addShutdownHook(hook))
        .run("again", () -> runtime.addShutdownHook(hook))
        .add("remove", () -> runtime.removeShutdownHook(hook))
        .add("remove again", () -> runtime.removeShutdownHook(hook))
        .run("null", () -> runtime.removeShutdownHook(null));
    return facts;
  }
}
