package dev.heddle.sim.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/eclipse/jetty/server/Server",
        "org/eclipse/paho/client/mqttv3/MqttClient",
        "com/example/Shop"
      })
  void aServerOrAClientIsTheApplications(String name) {
    assertThat(Scope.isApplication(name, null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"org/eclipse/jdt/internal/junit/runner/RemoteTestRunner", "org/junit/Assert"})
  void whatRunsATestIsATool(String name) {
    assertThat(Scope.isTool(name)).isTrue();
    assertThat(Scope.isApplication(name, null)).isFalse();
  }
}
