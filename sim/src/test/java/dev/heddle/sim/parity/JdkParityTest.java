package dev.heddle.sim.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.Simulation;
import dev.heddle.sim.agent.SelfAttach;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs do the same in worlds as on the JDK, to the text of exceptions.
class JdkParityTest {
  @BeforeAll
  static void theAgentIsThereFirst() {
    SelfAttach.require();
  }

  static Stream<Arguments> programs() {
    return Stream.of(
            ThreadPrograms.all(),
            ScopePrograms.all(),
            LockPrograms.all(),
            TimePrograms.all(),
            SocketPrograms.all(),
            ChannelPrograms.all(),
            DatagramPrograms.all())
        .flatMap(all -> all.entrySet().stream())
        .map(each -> Arguments.of(each.getKey(), each.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void aProgramDoesTheSameInAWorld(String name, Callable<Facts> program) throws Exception {
    var real = new FutureTask<>(program);
    Thread.ofPlatform().start(real);
    String expected = real.get().toString();
    List<String> facts = new ArrayList<>();
    var worlds =
        Simulation.of(
                world -> {
                  var simulated = new FutureTask<>(program);
                  Thread.ofPlatform().daemon(false).start(simulated);
                  facts.add(simulated.get().toString());
                })
            .seeds(30);
    long digest = worlds.run().requireSuccess().digest();
    for (String each : facts) {
      assertThat(each.lines()).containsExactlyElementsOf(expected.lines().toList());
    }
    assertThat(worlds.run().requireSuccess().digest()).isEqualTo(digest);
  }
}
