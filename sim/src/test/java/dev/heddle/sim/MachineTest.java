package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a machine and its JVM have is the same in each world, and what a world changes ends with
/// it.
class MachineTest {
  private static final String PROPERTY = "dev.heddle.sim.MachineTest";

  @Test
  void aWorldsTimeZoneAndLocaleAreTheSameOnEachMachine() {
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    Locale.setDefault(Locale.GERMANY);
    try {
      Simulation.of(
              world -> {
                assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("UTC"));
                assertThat(String.format("%.1f", 0.5)).isEqualTo("0.5");
                TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
                Locale.setDefault(Locale.Category.FORMAT, Locale.FRANCE);
                assertThat(String.format("%.1f", 0.5)).isEqualTo("0,5");
              })
          .seeds(3)
          .run()
          .requireSuccess();
      assertThat(TimeZone.getDefault().getID()).isEqualTo("Asia/Tokyo");
      assertThat(Locale.getDefault(Locale.Category.FORMAT)).isEqualTo(Locale.GERMANY);
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
  }

  @Test
  void whatAWorldChangesOfTheJvmEndsWithIt() {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    PrintStream out = System.out;
    Simulation.of(
            world -> {
              assertThat(System.getProperty(PROPERTY)).isNull();
              assertThat(System.getProperty("java.version")).isNotNull();
              assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
              assertThat(System.out).isSameAs(out);
              System.setProperty(PROPERTY, "set");
              System.getProperties().setProperty(PROPERTY + ".more", "set");
              System.clearProperty("java.version");
              Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
              System.setOut(new PrintStream(new ByteArrayOutputStream()));
              assertThat(System.getProperty(PROPERTY)).isEqualTo("set");
            })
        .seeds(3)
        .run()
        .requireSuccess();
    assertThat(System.getProperty(PROPERTY)).isNull();
    assertThat(System.getProperty(PROPERTY + ".more")).isNull();
    assertThat(System.getProperty("java.version")).isNotNull();
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
    assertThat(System.out).isSameAs(out);
  }

  private static final class Held extends WeakReference<Object> {
    Held(Object object, ReferenceQueue<Object> queue) {
      super(object, queue);
    }
  }

  /// It has none, and a collection takes far longer than most worlds.
  @Test
  void aWorldThatAsksForTheGarbageCollectorDoesNotWaitForIt() {
    long before = collections();
    Simulation.of(
            world -> {
              System.gc();
              Runtime.getRuntime().gc();
            })
        .seeds(3)
        .run()
        .requireSuccess();
    assertThat(collections()).isEqualTo(before);
    System.gc();
    assertThat(collections()).isGreaterThan(before);
  }

  /// Those of the whole memory.
  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(each -> each.getName().matches(".*(Old|MarkSweep).*"))
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /// When it does elsewhere is not the seed's.
  @Test
  void theGarbageCollectorTakesNothingThatAWorldCouldMiss() {
    Simulation.of(
            world -> {
              var queue = new ReferenceQueue<Object>();
              var weak = new WeakReference<>(new Object());
              var soft = new SoftReference<>(new Object(), queue);
              var phantom = new PhantomReference<>(new Object(), queue);
              var held = new Held(new Object(), queue);
              var map = new WeakHashMap<Object, Integer>();
              map.put(new Object(), 1);
              var cleaned = new AtomicBoolean();
              Cleaner.create().register(new Object(), () -> cleaned.set(true));
              System.gc();
              assertThat(weak.get()).isNotNull();
              assertThat(soft.get()).isNotNull();
              assertThat(held.get()).isNotNull();
              assertThat(phantom.refersTo(null)).isFalse();
              assertThat(queue.poll()).isNull();
              assertThat(map).hasSize(1);
              assertThat(cleaned).isFalse();
            })
        .seeds(3)
        .run()
        .requireSuccess();
  }

  @Test
  void whatAWorldClearsItselfIsCleared() {
    Simulation.of(
            world -> {
              var queue = new ReferenceQueue<Object>();
              var weak = new WeakReference<>(new Object(), queue);
              Thread waits = world.run("waits", () -> assertThat(queue.remove()).isSameAs(weak));
              assertThat(weak.enqueue()).isTrue();
              waits.join();
              assertThat(weak.get()).isNull();
              assertThat(queue.remove(1000)).isNull();
              assertThat(world.elapsed().toMillis()).isBetween(1000L, 1100L);
              var cleaned = new AtomicBoolean();
              Cleaner.create().register(new Object(), () -> cleaned.set(true)).clean();
              assertThat(cleaned).isTrue();
            })
        .seeds(20)
        .run()
        .requireSuccess();
  }

  /// What is left of an earlier run would otherwise change all that is drawn later.
  @Test
  void aFileThatIsThereAlreadyChangesNoOtherChance(@TempDir Path folder) {
    List<String> drawn = new ArrayList<>();
    Simulation worlds =
        Simulation.of(
                world -> {
                  Path file = Files.createTempFile(folder, "a", ".tmp");
                  Path other = java.io.File.createTempFile("abc", null, folder.toFile()).toPath();
                  drawn.add(world.seed() + ": " + new Random().nextLong());
                  assertThat(file).isNotEqualTo(other);
                })
            .seeds(1);
    worlds.run().requireSuccess();
    worlds.run().requireSuccess();
    drawn.removeIf(each -> each.startsWith("-"));
    assertThat(drawn.stream().distinct()).hasSize(1);
  }

  @Test
  void namesOfTemporaryFilesFollowFromTheSeed(@TempDir Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    Simulation worlds =
        Simulation.of(
                world -> {
                  Path file = Files.createTempDirectory(folder, "a");
                  names.add(world.seed() + ": " + file.getFileName());
                  Files.delete(file);
                })
            .seeds(1);
    worlds.run().requireSuccess();
    worlds.run().requireSuccess();
    names.removeIf(each -> each.startsWith("-"));
    assertThat(names.stream().distinct()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }

  /// The JVM's own would run them when it ends, long after the world.
  @Test
  void theJvmForgetsAWorldsShutdownHooks() {
    List<Thread> hooks = new ArrayList<>();
    Simulation.of(
            world -> {
              var hook = new Thread(() -> {});
              Runtime.getRuntime().addShutdownHook(hook);
              hooks.add(hook);
            })
        .seeds(2)
        .run()
        .requireSuccess();
    assertThat(hooks).noneMatch(Runtime.getRuntime()::removeShutdownHook);
  }
}
