package dev.heddle.testkit.contract;

import dev.heddle.TlsProvider;
import org.junit.jupiter.api.TestInstance;

/// Names the engine that the topics nested in a test class run on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface RunsOn {
  /// The engine, and what it can do.
  EngineUnderTest engineUnderTest();

  /// Whether everything is carried by TLS.
  default boolean overTls() {
    return false;
  }

  /// What computes TLS.
  default TlsProvider tlsProvider() {
    return TlsProvider.JDK;
  }
}
