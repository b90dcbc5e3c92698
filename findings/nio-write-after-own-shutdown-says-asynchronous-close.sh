#!/bin/sh
# JDK 25.0.3 (Temurin), SocketChannel in blocking mode.
#
# A write after one's own shutdownOutput() fails, as it must. It does so with an AsynchronousCloseException, which is documented
# for "another thread closes this channel while the write operation is in progress": nobody has closed the channel, it stays
# open, and can still be read. Code that takes this exception for the end of the connection gives up the peer's answer.
#
# Seen: "java.nio.channels.AsynchronousCloseException, open: true, then read: 2". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/HalfClose.java" <<'END'
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

class HalfClose {
  public static void main(String[] args) throws Exception {
    try (var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var client = SocketChannel.open(server.getLocalAddress());
        var peer = server.accept()) {
      client.shutdownOutput();
      String failure = "none";
      try {
        client.write(ByteBuffer.wrap(new byte[] {1}));
      } catch (Exception e) {
        failure = e.getClass().getName();
      }
      peer.write(ByteBuffer.wrap(new byte[] {1, 2}));
      System.out.println(failure + ", open: " + client.isOpen() + ", then read: " + client.read(ByteBuffer.allocate(9)));
    }
  }
}
END
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
seen=$("$JAVA_HOME/bin/java" "$work/HalfClose.java")
echo "$seen"
[ "$seen" = "java.nio.channels.AsynchronousCloseException, open: true, then read: 2" ]
