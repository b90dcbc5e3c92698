package dev.heddle.services.turns;

import dev.heddle.services.topics.StorageException;
import java.io.IOException;

/// Puts acts into one order, and has each applied in it. Thread-safe but for [#rules].
interface Order<R extends Rules> extends AutoCloseable {

  /// Reads what is stored. Called once, before anything else.
  void start() throws IOException;

  /// Returns when the act was applied, or refused. May wait, so call it without the lock of
  /// [Turns].
  ///
  /// @throws StorageException if that cannot be now; it may happen yet if other nodes are involved
  void append(Act act) throws StorageException;

  /// As they are after the latest act. Guarded by the lock of [Turns].
  R rules();

  @Override
  void close();
}
