package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.agent.SelfAttach;
import dev.heddle.sim.example.StaticCounter;
import java.security.DrbgParameters;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is left to chance elsewhere follows from the seed in a world.
class ChanceTest {

  /// Method references are linked once, and to the JDK's own clock if the agent comes later.
  @BeforeAll
  static void theAgentIsThereFirst() {
    SelfAttach.require();
  }

  static Stream<Arguments> sources() {
    Map<String, Supplier<Object>> sources =
        Map.ofEntries(
            Map.entry("Random", () -> new Random().nextLong()),
            Map.entry("Math.random", Math::random),
            Map.entry("ThreadLocalRandom", () -> ThreadLocalRandom.current().nextLong()),
            Map.entry("SplittableRandom", () -> new SplittableRandom().nextLong()),
            Map.entry("SecureRandom", () -> new SecureRandom().nextLong()),
            Map.entry("SecureRandom bytes", ChanceTest::secureBytes),
            Map.entry("SecureRandom seed", () -> Arrays.toString(SecureRandom.getSeed(4))),
            Map.entry("SecureRandom parameters", ChanceTest::parameters),
            Map.entry("RandomGenerator", () -> RandomGenerator.getDefault().nextLong()),
            Map.entry("RandomGenerators", ChanceTest::generators),
            Map.entry("thread names", () -> new Thread(() -> {}).getName()),
            Map.entry("pool names", () -> nameIn(Executors.newFixedThreadPool(1))),
            Map.entry("fork-join names", () -> nameIn(Executors.newWorkStealingPool(1))),
            Map.entry("timer names", ChanceTest::timer),
            Map.entry("SecureRandom bounded", () -> new SecureRandom().nextInt(1 << 30)),
            Map.entry("a key of the JDK's", ChanceTest::key),
            Map.entry("UUID", UUID::randomUUID),
            Map.entry("shuffle", ChanceTest::shuffled),
            Map.entry("nanoTime", System::nanoTime),
            Map.entry("currentTimeMillis", System::currentTimeMillis),
            Map.entry("Instant", Instant::now),
            Map.entry("identityHashCode", () -> System.identityHashCode(new Object())),
            Map.entry("hashCode", () -> new Object().hashCode()),
            Map.entry("HashSet of objects", () -> order(new HashSet<>())),
            Map.entry("ConcurrentHashMap keys", () -> order(ConcurrentHashMap.newKeySet())),
            Map.entry("toString", () -> new Object().toString()),
            Map.entry("HashSet after toString", () -> orderAfter(ChanceTest::print)),
            Map.entry("HashSet after wait", () -> orderAfter(ChanceTest::await)),
            Map.entry("HashSet after synchronized wait", ChanceTest::orderOfWaiting),
            Map.entry("HashSet of joined threads", ChanceTest::orderOfThreads),
            Map.entry("HashMap of classes", ChanceTest::classes),
            Map.entry("Map.entry", () -> Map.entry(new Object(), 1).hashCode()),
            Map.entry("Map.of", () -> Map.of(new Object(), 1).hashCode()),
            Map.entry("AbstractMap", () -> new SimpleEntry<>(new Object(), 1).hashCode()),
            Map.entry("TreeMap", () -> new TreeMap<>(Map.of(1, new Object())).hashCode()),
            Map.entry("CopyOnWriteArrayList", ChanceTest::copyOnWrite),
            Map.entry("%h", () -> String.format("%h", new Object())),
            Map.entry("Set.of", () -> Set.of("a", "b", "c", "d", "e", "f").toString()),
            Map.entry("thread ids", () -> new Thread(() -> {}).threadId()),
            Map.entry("static state", StaticCounter::next));
    return sources.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void aSourceOfChanceFollowsFromTheSeed(String name, Supplier<Object> source) {
    List<String> first = draw(source);
    List<String> again = draw(source);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void outsideOfWorldsItGoesOnAsIfThereHadBeenNone() {
    Simulation worlds = Simulation.of(world -> {}).seeds(2);
    var drawn = new HashSet<Object>();
    for (int i = 0; i < 3; i++) {
      worlds.run().requireSuccess();
      drawn.add(RandomGenerator.getDefault().nextLong());
      drawn.add(new SplittableRandom().nextLong());
      drawn.add(Math.random());
    }
    assertThat(drawn).hasSize(9);
  }

  @Test
  void aMonitorThatOutlivesWorldsChangesNoHashCodeOfOthers() {
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      var old = new Object();
      Simulation worlds =
          Simulation.of(world -> {
            synchronized (old) {
              drawn.add(world.seed() + " " + System.identityHashCode(new Object()));
            }
          });
      worlds.seeds(1).run().requireSuccess();
      worlds.seeds(1).run().requireSuccess();
    }
    drawn.removeIf(each -> each.startsWith("-")); // before anything counts
    assertThat(new HashSet<>(drawn)).hasSize(1);
  }

  /// From the third run on: before, classes are initialized.
  private static List<String> draw(Supplier<Object> source) {
    List<String> drawn = Collections.synchronizedList(new ArrayList<>());
    Simulation.of(world ->
            Thread.startVirtualThread(() -> drawn.add(source.get() + " in " + world.seed())).join())
        .seeds(5)
        .run()
        .requireSuccess();
    return drawn.subList(3, drawn.size());
  }

  private static String secureBytes() {
    byte[] bytes = new byte[4];
    new SecureRandom().nextBytes(bytes);
    return Arrays.toString(bytes);
  }

  private static String parameters() {
    try {
      byte[] bytes = new byte[4];
      SecureRandom drbg = SecureRandom.getInstance("DRBG");
      drbg.nextBytes(bytes, DrbgParameters.nextBytes(-1, false, null));
      return Arrays.toString(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String generators() {
    return RandomGeneratorFactory.all()
        .sorted(Comparator.comparing(RandomGeneratorFactory::name))
        .map(each -> each.name() + " " + each.create().nextLong())
        .toList()
        .toString();
  }

  private static String nameIn(ExecutorService pool) {
    try (pool) {
      return pool.submit(() -> Thread.currentThread().getName()).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String timer() {
    var name = new CompletableFuture<String>();
    var timer = new Timer(true);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            name.complete(Thread.currentThread().getName());
          }
        },
        1);
    return name.join();
  }

  private static String key() {
    try {
      return KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic().toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object shuffled() {
    List<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
    Collections.shuffle(list);
    return list;
  }

  private static String order(Set<Object> set) {
    var objects = new ArrayList<Object>();
    for (int i = 0; i < 20; i++) {
      var object = new Object();
      objects.add(object);
      set.add(object);
    }
    var order = new StringBuilder();
    set.forEach(object -> order.append(objects.indexOf(object)).append(' '));
    return order.toString();
  }

  private static String orderAfter(Consumer<Object> before) {
    return orderAfter(Object::new, before);
  }

  private static <T> String orderAfter(Supplier<T> made, Consumer<? super T> before) {
    var objects = new ArrayList<T>();
    for (int i = 0; i < 20; i++) {
      T object = made.get();
      before.accept(object);
      objects.add(object);
    }
    var order = new StringBuilder();
    new HashSet<>(objects).forEach(object -> order.append(objects.indexOf(object)).append(' '));
    return order.toString();
  }

  private static void print(Object object) {
    assertThat(object.toString()).startsWith("java.lang.Object@");
  }

  private static void await(Object monitor) {
    long end = System.nanoTime() + 1_000_000;
    synchronized (monitor) {
      try {
        while (System.nanoTime() < end) {
          monitor.wait(1);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static final class Waits {
    synchronized void await() {
      ChanceTest.await(this);
    }
  }

  private static String orderOfWaiting() {
    return orderAfter(Waits::new, Waits::await);
  }

  private static String orderOfThreads() {
    return orderAfter(
        () -> new Thread(() -> ChanceTest.await(new Object())),
        thread -> {
          thread.start();
          try {
            thread.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static int copyOnWrite() {
    return new CopyOnWriteArrayList<>(new Object[] {new Object()}).hashCode();
  }

  private static String classes() {
    var map = new HashMap<Class<?>, Integer>();
    for (Class<?> type : List.of(String.class, List.class, Thread.class, UUID.class, Set.class)) {
      map.put(type, 0);
    }
    return map.keySet().toString();
  }

  @Test
  void differentSeedsHaveDifferentChance() {
    Set<Object> seen = Collections.synchronizedSet(new HashSet<>());
    Simulation.of(world -> seen.add(new Random().nextLong())).seeds(20).run().requireSuccess();
    assertThat(seen).hasSizeGreaterThan(20);
  }

  @Test
  void chanceFromOutsideIsNoticed() {
    var runs = new AtomicInteger(); // belongs to no world
    Failure failure =
        Simulation.of(
                world -> {
                  var array = new int[1];
                  Thread other = world.run("other", () -> array[0]++);
                  for (int i = runs.incrementAndGet() % 17; i >= 0; i--) {
                    array[0]++;
                  }
                  other.join();
                })
            .seeds(200)
            .run()
            .failure();
    assertThat(failure).isNotNull();
    assertThat(failure.cause()).hasMessageContaining("ChanceTest.java");
  }
}
