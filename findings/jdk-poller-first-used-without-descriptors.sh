#!/bin/sh
# JDK 25.0.3 (Temurin), virtual threads that read from sockets.
#
# The first virtual thread that has to wait for a socket makes the JDK start its poller, which opens descriptors. If the
# process has none left at that moment, the class sun.nio.ch.Poller stays broken: when descriptors are free again, each
# further read that has to wait fails with NoClassDefFoundError, for the rest of the process's life. A program that read once
# on a virtual thread before the shortage is not affected.
#
# Seen: "during the shortage: ExceptionInInitializerError" and "ten descriptors later: NoClassDefFoundError". Fails if that
# changes.
set -eu
: "${JAVA_HOME:?set JAVA_HOME to a JDK 25}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Shortage.java <<'END'
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

public class Shortage {
  public static void main(String[] args) throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var peer = server.accept()) {
      System.out.println("warm: " + (args.length > 0 ? read(client, peer) : "no"));
      Deque<FileInputStream> opened = new ArrayDeque<>();
      try {
        while (true) {
          opened.push(new FileInputStream("/dev/null"));
        }
      } catch (IOException allUsed) {
        // as intended
      }
      String during = read(client, peer);
      for (int i = 0; i < 10; i++) {
        opened.pop().close();
      }
      String after = read(client, peer);
      System.out.println("during the shortage: " + during);
      System.out.println("ten descriptors later: " + after);
      System.exit(0);
    }
  }

  /// Reads one byte on a virtual thread, which has to wait for it.
  private static String read(Socket client, Socket peer) throws Exception {
    var result = new String[1];
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    result[0] = "read " + client.getInputStream().read();
                  } catch (Throwable e) {
                    result[0] = e.getClass().getSimpleName();
                  }
                });
    while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    if (reader.isAlive()) {
      peer.getOutputStream().write(7);
    }
    reader.join();
    return result[0];
  }
}
END
"$JAVA_HOME/bin/javac" Shortage.java
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
run() { (ulimit -n 256 && "$JAVA_HOME/bin/java" -cp . Shortage "$@"); }
run | tee cold
run warm | tee warm
grep -q "^during the shortage: ExceptionInInitializerError" cold
grep -q "^ten descriptors later: NoClassDefFoundError" cold
grep -q "^ten descriptors later: read 7" warm
