package dev.heddle.cli;

import java.util.concurrent.TimeUnit;

/// The process that a restart has started. It is ended when this is closed.
record Successor(long pid) implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  ProcessHandle handle() {
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Override
  public void close() throws Exception {
    ProcessHandle process = handle();
    process.destroy();
    process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
