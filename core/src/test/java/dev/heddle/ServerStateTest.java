package dev.heddle;

import static dev.heddle.ServerState.CLOSED;
import static dev.heddle.ServerState.DRAINING;
import static dev.heddle.ServerState.NEW;
import static dev.heddle.ServerState.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServerStateTest {

  @Test
  void onlyTheDrawnArrowsCanBeTaken() {
    assertThat(after(NEW)).containsExactlyInAnyOrder(RUNNING, CLOSED);
    assertThat(after(RUNNING)).containsExactlyInAnyOrder(DRAINING, CLOSED);
    assertThat(after(DRAINING)).containsExactly(CLOSED);
    assertThat(after(CLOSED)).isEmpty();
  }

  private static Set<ServerState> after(ServerState state) {
    return EnumSet.allOf(ServerState.class).stream()
        .filter(state::canBecome)
        .collect(Collectors.toSet());
  }
}
