package dev.heddle.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Distinguishes clients on this machine from servers: a UDP socket that is connected is a
/// client's, for it receives from one peer only; a server's is not. Linux lists them
/// (proc_net_udp(5)); on other systems no peer is known as a client. Belongs to one thread.
public final class LocalClients {
  private static final long VALID_NANOS = 1_000_000_000L;

  /// Looking may take a twentieth of the thread's time: forged senders make it look all the time.
  private static final int SHARE = 20;

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private Set<Integer> connected = Set.of();
  private long seen = System.nanoTime() - VALID_NANOS;
  private long nextLook = System.nanoTime();

  public LocalClients() {}

  /// Whether this peer is a client on this machine.
  public boolean isClient(InetSocketAddress peer) {
    if (!peer.getAddress().isLoopbackAddress()) {
      return false;
    }
    long now = System.nanoTime();
    boolean recent = now - seen < VALID_NANOS && connected.contains(peer.getPort());
    if (!recent && now - nextLook >= 0) {
      connected = connectedPorts();
      seen = now;
      nextLook = now + SHARE * (System.nanoTime() - now);
    }
    return connected.contains(peer.getPort());
  }

  private static Set<Integer> connectedPorts() {
    Set<Integer> ports = new HashSet<>();
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table)) {
          // sl local_address rem_address …, an address as HEX:PORT
          String[] columns = line.strip().split("\\s+", 4);
          if (columns.length > 2 && port(columns[2]) > 0) {
            ports.add(port(columns[1]));
          }
        }
      } catch (IOException e) {
        // There is no such table: not Linux, or no IPv6.
      }
    }
    return ports;
  }

  private static int port(String address) {
    try {
      return Integer.parseInt(address, address.lastIndexOf(':') + 1, address.length(), 16);
    } catch (NumberFormatException e) {
      return -1; // the heading
    }
  }
}
