package dev.heddle.sim.net;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;

/// What a socket has to report, in the JDK's own words on Linux.
public enum Errors {
  NONE(""),
  RESET("Connection reset by peer"),
  BROKEN("Broken pipe"),
  TIMED_OUT("Connection timed out"),
  REFUSED("Connection refused"),
  UNREACHABLE("Network is unreachable"),
  NO_FILE("No such file or directory");

  private final String text;

  Errors(String text) {
    this.text = text;
  }

  IOException ofConnect() {
    return switch (this) {
      case REFUSED, TIMED_OUT, UNREACHABLE -> new ConnectException(text);
      default -> new SocketException(text);
    };
  }

  IOException ofRead() {
    return this == RESET ? new SocketException("Connection reset") : new IOException(text);
  }

  IOException ofWrite() {
    return new IOException(text);
  }

  static BindException inUse() {
    return new BindException("Address already in use");
  }

  static BindException notOurs() {
    return new BindException("Cannot assign requested address");
  }

  static SocketException tooManyFiles() {
    return new SocketException("Too many open files");
  }
}
