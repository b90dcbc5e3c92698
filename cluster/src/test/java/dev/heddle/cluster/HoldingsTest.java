package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who holds what follows from the stream alone.
class HoldingsTest {
  private final Holdings holdings = new Holdings("me");
  private long revision;

  private List<Holdings.Change> begins(String owner) {
    return holdings.apply(Holdings.OWNER + owner, ++revision, new Claim(owner, ""));
  }

  private List<Holdings.Change> ends(String owner) {
    return holdings.apply(Holdings.OWNER + owner, ++revision, null);
  }

  private List<Holdings.Change> claims(String key, String owner, String value) {
    return holdings.apply(Claim.token(key), ++revision, new Claim(owner, value));
  }

  private @Nullable String holder(String key) {
    var held = holdings.held(key);
    return held == null ? null : held.node();
  }

  @Test
  void aKeyIsItsClaimersUntilItIsGivenBack() {
    begins("other_1");
    assertThat(claims("client 7", "other_1", "x")).hasSize(1);
    assertThat(holder("client 7")).isEqualTo("other");
    holdings.apply(Claim.token("client 7"), ++revision, null);
    assertThat(holder("client 7")).isNull();
  }

  @Test
  void whatIsClaimedWithALeaseBeforeItBeginsCountsFromItsBeginning() {
    assertThat(claims("ann", "other_2", "")).isEmpty();
    assertThat(begins("other_2")).extracting(Holdings.Change::key).containsExactly("ann");
    assertThat(holder("ann")).isEqualTo("other");
    assertThat(begins("other_2")).as("it is renewed").isEmpty();
  }

  @Test
  void allThatANodeHeldIsFreeWhenItsLeaseEnds() {
    begins("me_1");
    begins("other_1");
    claims("ann", "other_1", "");
    claims("bob", "other_1", "");
    claims("eve", "me_1", "");
    assertThat(ends("other_1")).extracting(Holdings.Change::key).containsOnly("ann", "bob");
    assertThat(holdings.all()).extracting(held -> held.key()).containsExactly("eve");
    assertThat(holdings.owners()).containsExactly("me_1");
  }

  @Test
  void whatIsWrittenWithAnEndedLeaseDoesNotCount() {
    begins("other_1");
    ends("other_1");
    assertThat(claims("ann", "other_1", "")).isEmpty();
    assertThat(holder("ann")).isNull();
    begins("other_2");
    assertThat(holder("ann")).isNull();
    claims("ann", "other_2", "");
    assertThat(holder("ann")).isEqualTo("other");
  }

  @Test
  void aChangeNamesBothHolders() {
    begins("me_1");
    begins("other_1");
    claims("ann", "me_1", "old");
    Holdings.Change change = claims("ann", "other_1", "new").getFirst();
    assertThat(change.before()).isNotNull();
    assertThat(change.before().own()).isTrue();
    assertThat(change.now()).isNotNull();
    assertThat(change.now().own()).isFalse();
    assertThat(change.now().value()).isEqualTo("new");
  }

  @Test
  void keysAndValuesMayBeAnything() {
    String key = "topic of #a.b * > ~ é";
    assertThat(Claim.token(key)).doesNotContain(".", "*", " ", ">", "~");
    assertThat(Claim.key(Claim.token(key))).isEqualTo(key);
    var claim = new Claim("node_1", "a.b\n\tc");
    assertThat(Claim.decoded(claim.encoded())).isEqualTo(claim);
    assertThatThrownBy(() -> Claim.decoded("nonsense".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
