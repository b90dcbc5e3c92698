package dev.heddle.services.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.AddressBlock;
import dev.heddle.services.topics.MemoryTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Commands that are under way when their member is removed by somebody else.
class LeftMemberTest {
  private final Chat chat = new Chat(new MemoryTopics(), ChatSettings.DEFAULT);

  /// Keeps what it is sent.
  private static final class Lines implements MemberLink {
    final List<String> lines = new ArrayList<>();

    @Override
    public boolean send(ChatLine line) {
      return lines.add(line.text());
    }

    @Override
    public void end(ChatLine last) {
      lines.add(last.text());
    }

    @Override
    public void pace() {
      // Takes everything.
    }

    @Override
    public AddressBlock address() {
      return AddressBlock.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
  }

  @Test
  void doNotTakeANameForEver() throws IOException {
    Member first = Objects.requireNonNull(chat.enter(new Lines()));
    first.leave();
    first.typed("/nick ann");
    var link = new Lines();
    Objects.requireNonNull(chat.enter(link)).typed("/nick ann");
    assertThat(link.lines).last().isEqualTo("* Client 2 is now ann");
  }

  @Test
  void reachNobody() throws IOException {
    var link = new Lines();
    Member present = Objects.requireNonNull(chat.enter(link));
    Member gone = Objects.requireNonNull(chat.enter(new Lines()));
    gone.leave();
    int before = link.lines.size();
    gone.typed("/msg Client 1 hello");
    gone.typed("hello");
    assertThat(link.lines).hasSize(before);
    assertThat(present.typed("hello")).isTrue();
  }
}
