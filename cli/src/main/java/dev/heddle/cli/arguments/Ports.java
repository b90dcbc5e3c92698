package dev.heddle.cli.arguments;

/// Ports to listen on. Stateless.
public final class Ports {
  private static final int HIGHEST = 65_535;

  private Ports() {}

  /// @param what names the port in the message
  /// @throws CommandFailure if no socket can be bound to it; 0 is any free one
  public static void require(String what, int port) throws CommandFailure {
    if (port < 0 || port > HIGHEST) {
      throw CommandFailure.usage(what + " must be from 0 to " + HIGHEST + ": " + port);
    }
  }
}
