#!/bin/sh
# JDK 25.0.3 (Temurin) on Linux, a ServerSocketChannel that is registered with a Selector.
#
# close() returns and isOpen() is false, but the socket goes on listening until the selector's next select: clients still
# connect (the kernel queues them, nobody serves them, and they are reset later), and the port cannot be bound again. A server
# that stops its loop first and closes its channels last keeps the port for as long as the selector is open.
#
# Seen: "after close: client connected, port in use"; "after a select: client refused, port free". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Closed.java <<'END'
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

public class Closed {
  public static void main(String[] args) throws IOException {
    try (Selector selector = Selector.open()) {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketAddress address = server.getLocalAddress();
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      selector.selectNow();
      server.close();
      System.out.println("after close: " + connect(address) + ", " + bind(address));
      selector.selectNow();
      System.out.println("after a select: " + connect(address) + ", " + bind(address));
    }
  }

  private static String connect(SocketAddress address) throws IOException {
    try (SocketChannel client = SocketChannel.open(address)) {
      return "client connected";
    } catch (ConnectException e) {
      return "client refused";
    }
  }

  private static String bind(SocketAddress address) throws IOException {
    try (ServerSocketChannel other = ServerSocketChannel.open()) {
      other.bind(address);
      return "port free";
    } catch (BindException e) {
      return "port in use";
    }
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
"$JAVA_HOME/bin/java" Closed.java | tee seen
grep -qx "after close: client connected, port in use" seen
grep -qx "after a select: client refused, port free" seen
