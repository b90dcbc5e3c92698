package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a node wants to hold is claimed until the stream agrees.
class RegisterStateTest {
  private final RegisterState state = new RegisterState(new Node());
  private long sequence;

  private void reads(String token, @Nullable Claim claim) {
    var _ = state.read(token, ++sequence, claim);
  }

  private void readsLease(String owner, boolean begins) {
    reads(Holdings.OWNER + owner, begins ? new Claim(owner, "") : null);
  }

  @Test
  void aKeyThatWasClaimedWithALeaseThatEndsIsClaimedWithTheNextOne() {
    String second = state.nextOwner();
    String third = state.nextOwner();
    readsLease(third, true);
    state.claim("ann", "");
    reads(Claim.token("ann"), new Claim(second, ""));
    readsLease(second, true);
    assertThat(state.claimed("ann")).isTrue();
    assertThat(state.isSettled()).isTrue();
    readsLease(second, false);
    assertThat(state.doubtful()).containsExactly("ann");
    RegisterState.Write write = state.next("ann");
    assertThat(write).isNotNull();
    assertThat(Claim.decoded(write.body())).isEqualTo(new Claim(third, ""));
  }

  @Test
  void aKeyThatIsGivenBackIsNotClaimedAgain() {
    String owner = state.nextOwner();
    readsLease(owner, true);
    state.claim("ann", "");
    reads(Claim.token("ann"), new Claim(owner, ""));
    state.release("ann");
    reads(Claim.token("ann"), null);
    assertThat(state.next("ann")).isNull();
    assertThat(state.isSettled()).isTrue();
  }
}
