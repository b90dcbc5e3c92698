package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.sim.Plan;
import dev.heddle.sim.Report;
import dev.heddle.sim.Simulation;
import dev.heddle.sim.SimulationRunner;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The methods of a jar or folder that are `@Simulated`, run by JUnit. Belongs to one command.
final class SimulatedTests {
  private static final String TAG = "simulated";

  private final Path tests;
  private final @Nullable String only;
  private final SeedOptions seeds;
  private final SimScreen screen;
  private final Outcome told;

  /// @param only the one to run, as `Class.method`; null for all
  SimulatedTests(
      Path tests, @Nullable String only, SeedOptions seeds, SimScreen screen, Outcome told) {
    this.tests = tests;
    this.only = only;
    this.seeds = seeds;
    this.screen = screen;
    this.told = told;
  }

  void run() throws CommandFailure {
    seeds.requireOne(only == null ? 2 : 1);
    if (seeds.count != null) {
      System.setProperty("heddle.sim.seeds", seeds.count.toString());
    }
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {url()}, before)) {
      current.setContextClassLoader(loader);
      var listener = new Listener();
      execute(listener);
      if (listener.ran == 0 && !screen.isOver()) {
        throw CommandFailure.impossible(
            tests + " has no @Simulated method" + (only == null ? "" : " called " + only));
      }
    } catch (IOException e) {
      throw CommandFailure.impossible(tests + ": " + e.getMessage());
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private void execute(Listener listener) {
    var cancelled = CancellationToken.create();
    screen.stop().whenMade(cancelled::cancel);
    try (LauncherSession session = LauncherFactory.openSession()) {
      String key = SimulationRunner.class.getName();
      session.getStore().put(Namespace.create(key), key, (SimulationRunner) listener::run);
      session
          .getLauncher()
          .execute(
              LauncherExecutionRequestBuilder.request(discovery())
                  .cancellationToken(cancelled)
                  .listeners(listener)
                  .build());
    }
  }

  private URL url() throws MalformedURLException {
    return tests.toUri().toURL();
  }

  private LauncherDiscoveryRequest discovery() {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(tests)))
        .filters(TagFilter.includeTags(TAG), (PostDiscoveryFilter) this::isChosen)
        .build();
  }

  private FilterResult isChosen(TestDescriptor test) {
    return FilterResult.includedIf(only == null || only.equals(name(test.getSource())));
  }

  /// As `Class.method`; null if it is no method.
  private static @Nullable String name(Optional<TestSource> source) {
    return source.orElse(null) instanceof MethodSource method
        ? method.getJavaClass().getSimpleName() + '.' + method.getMethodName()
        : null;
  }

  private final class Listener implements TestExecutionListener {
    private int ran;
    private @Nullable Report report; // of the test that runs

    Report run(Simulation simulation, @Nullable Plan plan) {
      Report made = seeds.run(simulation, plan, screen);
      report = made;
      return made;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      screen.begin(name(test));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      Report made = report;
      report = null;
      String name = name(test);
      if (made != null) {
        ran++;
        told.tell(List.of(tests.toString(), name), name, made);
      }
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      if (!passed && (made == null || made.failure() == null)) {
        told.line("FAILED  " + name);
        result.getThrowable().ifPresent(cause -> told.line("\n" + cause.getMessage() + "\n"));
        told.failed(name);
      }
    }

    private static String name(TestIdentifier test) {
      String name = SimulatedTests.name(test.getSource());
      return name == null ? test.getDisplayName() : name;
    }
  }
}
