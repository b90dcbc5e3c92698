package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// This JVM, looked at from inside: often at little cost, and closely when that has shown
/// something. Belongs to one platform thread.
public final class OwnJvm {
  private static final String UNTRACKED =
      "virtual threads that no executor or scope has started are not seen: this JVM was started with"
          + " -Djdk.trackAllThreads=false";

  /// How much a look may allocate, beside what it takes to read its answer.
  private static final long MOST_BYTES = 8 << 20;

  private static final String GLANCE = "dev.heddle.probe.look.Glance";

  private final @Nullable Inside inside;
  private final String missing;

  private OwnJvm(@Nullable Inside inside, String missing) {
    this.inside = inside;
    this.missing = missing;
  }

  /// What needs the JDK's packages opened.
  private record Inside(Supplier<long[]> glance, Class<?> look) {
    @SuppressWarnings("unchecked")
    static Inside of(LookLoader loader) throws LookException {
      try {
        Object glance = loader.loadClass(GLANCE).getConstructor().newInstance();
        return new Inside((Supplier<long[]>) glance, loader.loadClass(ProbeJar.LOOK));
      } catch (ReflectiveOperationException e) {
        throw new LookException("unsupported JDK: " + e, e);
      }
    }

    Facts facts() throws LookException {
      var bytes = new ByteArrayOutputStream();
      try {
        look.getMethod("write", OutputStream.class, long.class).invoke(null, bytes, MOST_BYTES);
        return Facts.read(new ByteArrayInputStream(bytes.toByteArray()));
      } catch (InvocationTargetException e) {
        throw new LookException("the sample failed: " + e.getCause(), e);
      } catch (ReflectiveOperationException | IOException e) {
        throw new LookException("the sample failed: " + e, e);
      }
    }
  }

  /// Opens what a look needs, by an agent if no option has; takes some tenths of a second then.
  /// Where that is impossible only platform threads are seen, and [#missing] says why.
  public static OwnJvm open() throws InterruptedException {
    var loader = new LookLoader();
    try {
      if (!loader.isOpen()) {
        SelfAttach.open(loader);
      }
      return new OwnJvm(Inside.of(loader), tracksAll() ? "" : UNTRACKED);
    } catch (LookException e) {
      return new OwnJvm(
          null,
          "virtual threads are not seen, and owners of java.util.concurrent locks only in deadlocks"
              + " of platform threads: "
              + e.getMessage()
              + "; these options help without an agent: "
              + String.join(" ", LookLoader.options()));
    }
  }

  private static boolean tracksAll() {
    String tracked = System.getProperty("jdk.trackAllThreads", "");
    return tracked.isEmpty() || Boolean.parseBoolean(tracked);
  }

  /// What cannot be seen, why, and what helps; empty if all is seen.
  public String missing() {
    return missing;
  }

  /// Looks at all threads, without their stacks.
  public Stalls glance() {
    if (inside != null) {
      return Stalls.of(inside.glance.get());
    }
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return deadlocked == null ? Stalls.NONE : Stalls.ofDeadlocked(deadlocked);
  }

  /// Looks twice, with stacks and owners.
  ///
  /// @param apart the time between the two looks
  /// @param stuck ids of threads that have waited for a lock for too long
  /// @return what is wrong, the worst first
  public List<Finding> look(Duration apart, Set<Long> stuck)
      throws LookException, InterruptedException {
    Views views = Views.after(view(), apart, this::view);
    List<Finding> findings =
        new ArrayList<>(Findings.in(views.first(), views.last(), views.deadlocks(), null));
    findings.addAll(StuckFindings.of(stuck, views.last(), findings));
    return findings;
  }

  private JvmView view() throws LookException {
    long now = System.nanoTime();
    String dump = OwnDump.print("threadPrint");
    var classes = new ClassTree(type -> OwnDump.print("vmClassHierarchy", "-i", type));
    Facts facts = inside == null ? null : inside.facts();
    return JvmView.of(ProcessHandle.current().pid(), dump, classes, facts, now);
  }
}
