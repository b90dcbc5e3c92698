package dev.heddle.sim.net.channels;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;

/// The exceptions of a channel as a socket throws them, in the JDK's words.
final class Translated {
  private Translated() {}

  @FunctionalInterface
  interface Call {
    void run() throws IOException;
  }

  @FunctionalInterface
  interface Value<T> {
    T get() throws IOException;
  }

  /// I/O exceptions stay as they are.
  static void io(Call call) throws IOException {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw socketException(e);
    }
  }

  static void option(Call call) throws SocketException {
    option(() -> {
      call.run();
      return true;
    });
  }

  static <T> T option(Value<T> call) throws SocketException {
    try {
      return call.get();
    } catch (IOException | RuntimeException e) {
      throw socketException(e);
    }
  }

  /// @throws RuntimeException `e`, if the JDK has no other for it
  private static SocketException socketException(Exception e) {
    String message =
        switch (e) {
          case SocketException same -> {
            yield null;
          }
          case ClosedChannelException closed -> "Socket is closed";
          case NotYetConnectedException not -> "Socket is not connected";
          case AlreadyBoundException bound -> "Already bound";
          case AlreadyConnectedException connected -> "Already connected";
          case NotYetBoundException not -> "Socket is not bound yet";
          case UnsupportedAddressTypeException type -> "Unsupported address type";
          case UnresolvedAddressException unresolved -> "Unresolved address";
          case RuntimeException other -> throw other;
          default -> e.getMessage();
        };
    if (e instanceof SocketException same) {
      return same;
    }
    var translated = new SocketException(message);
    translated.initCause(e);
    return translated;
  }
}
