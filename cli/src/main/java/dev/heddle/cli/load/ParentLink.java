package dev.heddle.cli.load;

import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.StreamLink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The link to the process that has started this one, over its standard streams. When that ends,
/// this one does, whatever it is about. Thread-safe as a [CrewLink] is.
final class ParentLink implements CrewLink {
  private final StreamLink link;
  private final WorkerEquipment worker;

  /// @param worker closed before this process ends
  ParentLink(StandardStreams streams, WorkerEquipment worker) {
    this.link = new StreamLink(streams.in(), streams.out(), () -> {}, () -> "ended");
    this.worker = worker;
  }

  @Override
  public void send(String message) throws IOException {
    link.send(message);
  }

  @Override
  public @Nullable String receive() throws IOException {
    String message = link.receive();
    if (message == null) {
      worker.close();
      Runtime.getRuntime().halt(0);
    }
    return message;
  }

  @Override
  public boolean noticesDeath() {
    return true;
  }

  @Override
  public String ending() {
    return link.ending();
  }

  @Override
  public void close() {
    link.close();
  }
}
