#!/bin/sh
# JDK 25.0.3 (Temurin), UnixDomainSocketAddress; Linux 6.18.
#
# The kernel takes a path of 107 bytes for a Unix domain socket: sun_path has 108, and the last one ends the text (unix(7)).
# The JDK's channels refuse 107 bytes as too long, in bind and in connect, and take 106. So a Java program cannot reach a
# server in C or Python whose path is one byte longer than its own may be, and a limit that was computed from the manual page
# fails by one.
#
# Seen: "the system binds 107 bytes", "the JDK: 106 bytes: bound, 107 bytes: Unix domain path too long". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 - <<'END'
import os, socket
listener = socket.socket(socket.AF_UNIX)
listener.bind("p" * 107)
print("the system binds", len(os.listdir(".")[0]), "bytes")
END
cat >Bind.java <<'END'
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;

public class Bind {
  public static void main(String[] args) throws Exception {
    for (int length : new int[] {106, 107}) {
      try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        listener.bind(UnixDomainSocketAddress.of("q".repeat(length)));
        System.out.println(length + " bytes: bound");
      } catch (java.io.IOException e) {
        System.out.println(length + " bytes: " + e.getMessage());
      }
    }
  }
}
END
seen=$("$JAVA_HOME/bin/java" Bind.java)
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
echo "$seen"
[ "$seen" = "106 bytes: bound
107 bytes: Unix domain path too long" ]
