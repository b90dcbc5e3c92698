package dev.heddle.engine.socket;

import java.io.IOException;

/// What the JDK's virtual threads wait on when they read or write. Thread-safe.
///
/// The JDK makes it when a virtual thread waits for the first time, and if the process has no
/// descriptor left at that moment, no virtual thread of it can ever wait again. So it is made
/// before a server may run out of them: on every engine with blocking sockets, because outboxes and
/// reads with a timeout use virtual threads on all of them.
final class JdkPoller {
  private static final String NAME = "sun.nio.ch.Poller";

  private JdkPoller() {}

  /// @throws IOException if it cannot be made
  static void load() throws IOException {
    try {
      Class.forName(NAME, true, null);
    } catch (ClassNotFoundException e) {
      // Another JDK's is made in another way, and as late as that JDK likes.
    } catch (LinkageError e) {
      throw new IOException("virtual threads cannot wait for sockets: " + cause(e), e);
    }
  }

  private static Throwable cause(Throwable e) {
    return e.getCause() == null ? e : cause(e.getCause());
  }
}
