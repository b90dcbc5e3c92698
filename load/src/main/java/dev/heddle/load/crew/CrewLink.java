package dev.heddle.load.crew;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Carries messages between the planning process and one worker, in order and each once, or ends.
/// One thread sends, one receives, and any may close it.
public interface CrewLink extends AutoCloseable {

  /// Sends a message; may wait until there is room.
  ///
  /// @param message one line of text
  void send(String message) throws IOException;

  /// Waits for the next message.
  ///
  /// @return null when the other side has ended, or this link was closed
  /// @throws IOException if messages were lost, or the link has failed
  @Nullable String receive() throws IOException;

  /// Whether [#receive] also ends soon after the other side's process has died.
  boolean noticesDeath();

  /// What has become of the other side, once [#receive] has ended: `was killed by signal 9`.
  String ending();

  @Override
  void close();
}
