package dev.heddle.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs one class of tests many times in this JVM: the first time as new code, then as compiled
/// code. `RUNS CLASS`, for `tools/soak-contract`. The exit status is 1 if a test failed.
final class Soak {
  private Soak() {}

  public static void main(String[] args) {
    int runs = Integer.parseInt(args[0]);
    String type = args[1];
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(type))
            .configurationParameter("junit.jupiter.execution.timeout.default", "180 s")
            .configurationParameter(
                "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
            .build();
    Launcher launcher = LauncherFactory.create();
    boolean failed = false;
    for (int run = 1; run <= runs; run++) {
      var results = new Results();
      long began = System.nanoTime();
      launcher.execute(request, results);
      System.out.printf(
          "%s, run %d of %d: %d tests in %d s%s%n",
          type.substring(type.lastIndexOf('.') + 1),
          run,
          runs,
          results.tests,
          (System.nanoTime() - began) / 1_000_000_000,
          results.failures.isEmpty() ? "" : ", FAILED");
      results.failures.forEach(System.out::print);
      failed |= results.tests == 0 || !results.failures.isEmpty();
    }
    System.exit(failed ? 1 : 0);
  }

  /// What has come of one run. Called by one thread.
  private static final class Results implements TestExecutionListener {
    private final List<String> failures = new ArrayList<>();
    private int tests;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == Status.ABORTED) {
        return; // it does not apply to this engine
      }
      if (test.isTest()) {
        tests++;
      }
      result
          .getThrowable()
          .ifPresent(cause -> failures.add(test.getUniqueId() + '\n' + trace(cause)));
    }

    private static String trace(Throwable cause) {
      var text = new StringWriter();
      cause.printStackTrace(new PrintWriter(text, true));
      return text.toString();
    }
  }
}
