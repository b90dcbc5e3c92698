package dev.heddle.services.chat;

import dev.heddle.AddressBlock;
import dev.heddle.Connection;
import dev.heddle.Outbox;
import dev.heddle.services.lines.ClientLines;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A member on a TCP connection: lines go out by its outbox. Thread-safe.
final class TcpLink implements MemberLink {
  /// How long a member may take for the last words to it.
  private static final int FAREWELL_SECONDS = 5;

  private final Connection connection;
  private final Outbox outbox;
  private final AddressBlock address;

  TcpLink(Connection connection) {
    this.connection = connection;
    this.outbox = connection.outbox();
    this.address = AddressBlock.of(connection.peerAddress());
  }

  @Override
  public boolean send(ChatLine line) {
    return outbox.send(line.message()) || outbox.isClosed();
  }

  @Override
  public void end(ChatLine last) {
    outbox.end(last.message());
    CompletableFuture.delayedExecutor(FAREWELL_SECONDS, TimeUnit.SECONDS)
        .execute(connection::abort);
  }

  @Override
  public void pace() throws IOException {
    ClientLines.pace(connection);
  }

  @Override
  public AddressBlock address() {
    return address;
  }
}
