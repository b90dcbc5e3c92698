package dev.heddle.sim.parity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What has to do with time, and with tasks that run later or elsewhere.
@SuppressWarnings("FutureReturnValueIgnored")
final class TimePrograms {
  private TimePrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.ofEntries(
        Map.entry("a timer", TimePrograms::timer),
        Map.entry("a timer whose task fails", TimePrograms::failingTimer),
        Map.entry("scheduled tasks", TimePrograms::scheduled),
        Map.entry("futures that time out", TimePrograms::futures),
        Map.entry("stages", TimePrograms::stages),
        Map.entry("clocks agree", TimePrograms::clocks),
        Map.entry("all and any", TimePrograms::allAndAny),
        Map.entry("parallel streams", TimePrograms::streams),
        Map.entry("a publisher", TimePrograms::publisher),
        Map.entry("delays", TimePrograms::delays));
  }

  private static TimerTask task(Runnable work) {
    return new TimerTask() {
      @Override
      public void run() {
        work.run();
      }
    };
  }

  private static Facts timer() throws Exception {
    var facts = new Facts();
    var timer = new Timer("ticks");
    var ran = new CountDownLatch(3);
    TimerTask ticks = task(ran::countDown);
    timer.scheduleAtFixedRate(ticks, 0, 1);
    ran.await();
    facts
        .add("cancel", ticks::cancel)
        .add("again", ticks::cancel)
        .run("negative", () -> timer.schedule(task(() -> {}), -1))
        .run("same task", () -> timer.schedule(ticks, 1))
        .add("purge", () -> timer.purge() >= 0)
        .run("stop", timer::cancel)
        .run("afterwards", () -> timer.schedule(task(() -> {}), 1));
    return facts;
  }

  private static Facts failingTimer() throws Exception {
    var facts = new Facts();
    var timer = new Timer("fails");
    var thread = new CompletableFuture<Thread>();
    timer.schedule(
        task(() -> {
          Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
          thread.complete(Thread.currentThread());
          throw new IllegalStateException("broken");
        }),
        1);
    thread.get().join();
    return facts.run("afterwards", () -> timer.schedule(task(() -> {}), 1));
  }

  private static Facts scheduled() throws Exception {
    var facts = new Facts();
    try (var pool = new ScheduledThreadPoolExecutor(2)) {
      var count = new AtomicInteger();
      ScheduledFuture<?> fails =
          pool.scheduleAtFixedRate(
              () -> {
                if (count.incrementAndGet() == 3) {
                  throw new IllegalStateException("broken");
                }
              },
              0,
              1,
              TimeUnit.MILLISECONDS);
      facts.run("fails", fails::get).add("count", count::get);
      var ran = new CountDownLatch(2);
      ScheduledFuture<?> repeats =
          pool.scheduleWithFixedDelay(ran::countDown, 1, 1, TimeUnit.MILLISECONDS);
      ran.await();
      facts
          .add("cancel", () -> repeats.cancel(false))
          .run("get", repeats::get)
          .add("later", () -> pool.schedule(() -> 7, 1, TimeUnit.MILLISECONDS).get())
          .run(
              "timeout",
              () -> pool.schedule(() -> 7, 1, TimeUnit.HOURS).get(1, TimeUnit.MILLISECONDS))
          .run("period", () -> pool.scheduleAtFixedRate(() -> {}, 1, 0, TimeUnit.SECONDS))
          .add("never", () -> pool.shutdownNow().size() >= 1)
          .add("terminated", () -> pool.awaitTermination(1, TimeUnit.SECONDS));
    }
    return facts;
  }

  private static Facts futures() {
    var facts = new Facts();
    return facts
        .run("get", () -> new CompletableFuture<Integer>().get(1, TimeUnit.MILLISECONDS))
        .run(
            "orTimeout",
            () -> new CompletableFuture<Integer>().orTimeout(1, TimeUnit.MILLISECONDS).get())
        .run(
            "join",
            () -> new CompletableFuture<Integer>().orTimeout(1, TimeUnit.MILLISECONDS).join())
        .add(
            "completeOnTimeout",
            () ->
                new CompletableFuture<Integer>()
                    .completeOnTimeout(7, 1, TimeUnit.MILLISECONDS)
                    .get())
        .add(
            "delayed",
            () ->
                CompletableFuture.supplyAsync(
                        () -> 7, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
                    .get())
        .add("state", () -> new CompletableFuture<Integer>().state())
        .add(
            "toString",
            () -> new CompletableFuture<Integer>().toString().replaceFirst(".*\\[", "["))
        .add(
            "in time",
            () -> CompletableFuture.supplyAsync(() -> 7).orTimeout(1, TimeUnit.HOURS).get());
  }

  private static Facts stages() {
    var facts = new Facts();
    CompletableFuture<Integer> failed =
        CompletableFuture.supplyAsync(() -> {
          throw new IllegalStateException("broken");
        });
    return facts
        .run("get", failed::get)
        .run("join", failed::join)
        .add("handle", () -> failed.handle((_, e) -> e.getClass().getSimpleName()).get())
        .add("exceptionally", () -> failed.exceptionallyAsync(_ -> 3).get())
        .run("allOf", () -> CompletableFuture.allOf(failed).get())
        .add(
            "anyOf",
            () ->
                CompletableFuture.anyOf(
                        new CompletableFuture<Integer>(), CompletableFuture.supplyAsync(() -> 9))
                    .get())
        .add(
            "cancel",
            () -> {
              var cancelled = new CompletableFuture<Integer>();
              return cancelled.cancel(true) + " " + cancelled.isCompletedExceptionally();
            });
  }

  private static boolean near(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(Duration.ofSeconds(20)) < 0;
  }

  private static Facts clocks() {
    var facts = new Facts();
    Instant now = Instant.now();
    ZoneId zone = ZoneId.systemDefault();
    return facts
        .add("currentTimeMillis", () -> near(now, Instant.ofEpochMilli(System.currentTimeMillis())))
        .add("Date", () -> near(now, new Date().toInstant()))
        .add("Calendar", () -> near(now, Calendar.getInstance().toInstant()))
        .add("systemUTC", () -> near(now, Clock.systemUTC().instant()))
        .add("ZonedDateTime", () -> near(now, ZonedDateTime.now().toInstant()))
        .add("LocalDateTime", () -> near(now, LocalDateTime.now().atZone(zone).toInstant()))
        .add(
            "LocalDate",
            () ->
                Math.abs(LocalDate.now().toEpochDay() - now.atZone(zone).toLocalDate().toEpochDay())
                    <= 1)
        .add(
            "offset",
            () -> Clock.offset(Clock.systemUTC(), Duration.ofDays(1)).instant().isAfter(now))
        .add("millis", () -> Clock.tickMillis(zone).instant().getNano() % 1_000_000);
  }

  private static Facts allAndAny() throws Exception {
    var facts = new Facts();
    try (var pool = Executors.newFixedThreadPool(2)) {
      List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
      facts
          .add("all", () -> pool.invokeAll(tasks).stream().map(each -> each.resultNow()).toList())
          .add("any", () -> pool.invokeAny(List.<Callable<Integer>>of(() -> 5, () -> 5)))
          .run(
              "none",
              () ->
                  pool.invokeAny(
                      List.<Callable<Integer>>of(() -> {
                        throw new IllegalStateException("broken");
                      })))
          .add(
              "too long",
              () ->
                  pool.invokeAll(
                          List.<Callable<Integer>>of(() -> {
                            new CountDownLatch(1).await();
                            return 1;
                          }),
                          1,
                          TimeUnit.MILLISECONDS)
                      .getFirst()
                      .isCancelled());
    }
    return facts;
  }

  private static Facts streams() {
    var facts = new Facts();
    return facts
        .add("sum", () -> IntStream.range(0, 10_000).parallel().sum())
        .add("sorted", () -> Stream.of(3, 1, 2).parallel().sorted().map(String::valueOf).toList())
        .add(
            "first",
            () -> IntStream.range(0, 1000).parallel().filter(i -> i > 500).findFirst().getAsInt())
        .add(
            "grouped",
            () ->
                IntStream.range(0, 100)
                    .parallel()
                    .boxed()
                    .collect(java.util.stream.Collectors.groupingByConcurrent(i -> i % 3))
                    .size());
  }

  private static Facts publisher() throws Exception {
    var facts = new Facts();
    List<Object> received = new ArrayList<>();
    var done = new CountDownLatch(1);
    try (var publisher = new SubmissionPublisher<Integer>()) {
      publisher.subscribe(
          new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
              subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Integer item) {
              received.add(item);
            }

            @Override
            public void onError(Throwable e) {
              received.add(e);
            }

            @Override
            public void onComplete() {
              done.countDown();
            }
          });
      IntStream.range(0, 5).forEach(publisher::submit);
    }
    done.await();
    return facts.add("received", () -> received);
  }

  private record Later(long due, int number) implements java.util.concurrent.Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(java.util.concurrent.Delayed other) {
      return Long.compare(due, ((Later) other).due);
    }
  }

  private static Facts delays() {
    var facts = new Facts();
    var queue = new DelayQueue<Later>();
    long now = System.nanoTime();
    queue.add(new Later(now + 2_000_000, 2));
    queue.add(new Later(now + 1_000_000, 1));
    queue.add(new Later(now + 3_600_000_000_000L, 3));
    return facts
        .add("take", () -> queue.take().number())
        .add("take", () -> queue.take().number())
        .add("poll", queue::poll)
        .add("size", queue::size);
  }
}
