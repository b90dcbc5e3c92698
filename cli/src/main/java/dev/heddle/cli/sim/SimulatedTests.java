package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.Failure;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The methods of a jar or folder that are `@Simulated`, run by JUnit. Belongs to one command.
final class SimulatedTests {
  private static final String TAG = "simulated";

  private final Path tests;
  private final SeedOptions seeds;
  private final Outcome told;

  SimulatedTests(Path tests, SeedOptions seeds, Outcome told) {
    this.tests = tests;
    this.seeds = seeds;
    this.told = told;
  }

  void run() throws Failure {
    seeds.requireNoneButSeeds();
    if (seeds.count != null) {
      System.setProperty("heddle.sim.seeds", seeds.count.toString());
    }
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {url()}, before)) {
      current.setContextClassLoader(loader);
      var listener = new Listener();
      Launcher launcher = LauncherFactory.create();
      launcher.execute(request(), listener);
      if (listener.ran == 0) {
        throw Failure.impossible(tests + " has no method that is @Simulated");
      }
    } catch (IOException e) {
      throw Failure.impossible(tests + ": " + e.getMessage());
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private URL url() throws MalformedURLException {
    return tests.toUri().toURL();
  }

  private LauncherDiscoveryRequest request() {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(tests)))
        .filters(TagFilter.includeTags(TAG))
        .build();
  }

  private final class Listener implements TestExecutionListener {
    private int ran;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      if (test.isTest()) {
        ran++;
        told.line((passed ? "ok      " : "FAILED  ") + name(test));
      }
      if (!passed) {
        result.getThrowable().ifPresent(cause -> told.line("\n" + cause.getMessage() + "\n"));
        told.failed();
      }
    }

    private static String name(TestIdentifier test) {
      String method =
          test.getSource()
              .filter(MethodSource.class::isInstance)
              .map(MethodSource.class::cast)
              .map(source -> source.getJavaClass().getSimpleName() + '.' + source.getMethodName())
              .orElse("");
      return method + ": " + test.getDisplayName();
    }
  }
}
