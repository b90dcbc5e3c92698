package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks at one JVM, as often as it is asked to. Belongs to one thread.
///
/// ```java
/// try (Watcher watcher = Watcher.of(JvmTarget.find("4711"), Depth.DUMP, Watcher.DEFAULT_BYTES)) {
///   Report report = watcher.look(Duration.ofSeconds(1));
/// }
/// ```
public final class Watcher implements AutoCloseable {
  /// How much the agent may allocate in the other JVM at each look, by default.
  public static final long DEFAULT_BYTES = 16 << 20;

  private static final int OLDEST = 17;
  private static final Pattern VERSION = Pattern.compile("(?m)^JDK ((\\d+)\\S*)");
  private static final String NO_AGENTS = "-XX:-EnableDynamicAgentLoading";
  private static final int FIRST_WITH_VIRTUAL = 21;
  private static final int FIRST_THAT_DUMPS_MOUNTED = 24;
  private static final String OWNERS_UNSEEN =
      "owners of java.util.concurrent locks only in deadlocks of platform threads; --owners shows"
          + " all";
  private static final String BOUND =
      "this JVM has no continuations (-XX:-VMContinuations): each virtual thread is a platform"
          + " thread of its own. All are seen, but owners of java.util.concurrent locks only with"
          + " --owners, and only of those that an executor or a scope has started; --ends sees"
          + " deadlocks of all";

  private final JvmTarget target;
  private final Depth depth;
  private final Attachment jvm;
  private final @Nullable RemoteAgent agent;
  private final String version;
  private final int release;
  private final long mostBytes;

  private Watcher(
      JvmTarget target,
      Depth depth,
      Attachment jvm,
      @Nullable RemoteAgent agent,
      Matcher version,
      long mostBytes) {
    this.target = target;
    this.depth = depth;
    this.jvm = jvm;
    this.agent = agent;
    this.version = version.group(1);
    this.release = Integer.parseInt(version.group(2));
    this.mostBytes = mostBytes;
  }

  /// Attaches to it.
  ///
  /// @param mostBytes how much the agent may allocate in the other JVM at each look
  /// @throws LookException if it cannot be inspected
  @SuppressWarnings("MustBeClosedChecker")
  public static Watcher of(JvmTarget target, Depth depth, long mostBytes) throws LookException {
    Attachment jvm = Attachment.to(target.pid());
    try {
      Matcher version = VERSION.matcher(jvm.jcmd("VM.version"));
      if (!version.find() || Integer.parseInt(version.group(2)) < OLDEST) {
        throw new LookException(
            "process "
                + target.pid()
                + " runs on a JDK older than "
                + OLDEST
                + ", the oldest supported");
      }
      RemoteAgent agent = depth == Depth.DUMP ? null : agent(target, jvm);
      return new Watcher(target, depth, jvm, agent, version, mostBytes);
    } catch (LookException | RuntimeException e) {
      jvm.close();
      throw e;
    }
  }

  private static RemoteAgent agent(JvmTarget target, Attachment jvm) throws LookException {
    if (jvm.jcmd("VM.flags").contains(NO_AGENTS)) {
      throw new LookException(
          "process "
              + target.pid()
              + " was started with "
              + NO_AGENTS
              + ", so --owners is impossible; without it, a thread dump is");
    }
    return RemoteAgent.load(jvm, target.pid());
  }

  /// What [#lookForEnds] does to the other JVM beside two looks; follows the words "and by".
  public String costOfEnds() throws LookException {
    return "a heap dump: stops the JVM for seconds for each GiB of its heap (it uses "
        + (HeapUse.bytes(jvm.jcmd("GC.heap_info")) >> 20)
        + " MiB now) and for each 100,000 virtual threads, and takes up to twice as much of its"
        + " /tmp meanwhile";
  }

  /// Looks twice.
  ///
  /// @param apart the time between the two looks: what both show is stuck
  public Report look(Duration apart) throws LookException, InterruptedException {
    return report(apart, Views.after(view(), apart, this::view), null);
  }

  /// Looks twice, and takes a heap dump between the looks, which shows waits that nothing can end.
  ///
  /// @param apart the time between the two looks, without that of the dump
  public Report lookForEnds(Duration apart) throws LookException, InterruptedException {
    JvmView first = view();
    try (HeapFile file = HeapFile.of(jvm, target.pid())) {
      Views views = Views.after(first, apart, this::view);
      HeapDump dump =
          file.read(thread -> EndFindings.hasMoved(thread, views.first(), views.last()));
      return report(apart, views, dump);
    }
  }

  private Report report(Duration apart, Views views, @Nullable HeapDump dump) {
    JvmView first = views.first();
    JvmView second = views.last();
    List<String> notes = new ArrayList<>(second.notes());
    if (second.threads().values().stream().anyMatch(ThreadView::isBound)) {
      notes.add(BOUND);
    } else if (depth == Depth.DUMP && release >= FIRST_WITH_VIRTUAL) {
      notes.add(
          release < FIRST_THAT_DUMPS_MOUNTED
              ? "virtual threads are not seen, since this JDK's thread dump leaves them out, and "
                  + OWNERS_UNSEEN
              : "virtual threads are seen only while they are mounted, and " + OWNERS_UNSEEN);
    }
    if (dump != null && dump.ends().unseen() > 0) {
      notes.add(
          "heap dumps of this JDK leave out what is on the stacks of unmounted virtual threads, so"
              + " that threads that are never woken cannot be found");
    }
    return new Report(
        target,
        version,
        depth,
        second.threads().size(),
        apart,
        Findings.in(first, second, views.deadlocks(), dump),
        Holder.in(second),
        StackGroups.of(first, second),
        List.copyOf(notes),
        second.cost(),
        dump == null ? null : HeapCost.of(dump));
  }

  private JvmView view() throws LookException {
    long now = System.nanoTime();
    String dump = jvm.jcmd("Thread.print");
    Facts facts = agent == null ? null : agent.look(mostBytes);
    var classes = new ClassTree(type -> jvm.jcmd("VM.class_hierarchy -i " + type));
    return JvmView.of(target.pid(), dump, classes, facts, now);
  }

  /// Detaches, and removes what the agent needed.
  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    jvm.close();
  }
}
