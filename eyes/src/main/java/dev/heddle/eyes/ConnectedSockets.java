package dev.heddle.eyes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The connected TCP sockets of another process, as Linux lists them; none elsewhere. A picture of
/// the moment in which it is made. Belongs to one thread.
final class ConnectedSockets {
  private static final Pattern INODE = Pattern.compile("socket:\\[(\\d+)]");
  private static final int REMOTE = 2; // columns of /proc/net/tcp
  private static final int INODE_COLUMN = 9;

  /// The numbers of `read` and `recvfrom`.
  private static final List<String> READS =
      System.getProperty("os.arch").equals("aarch64") ? List.of("63", "207") : List.of("0", "45");

  private static final String LISTENS = "00000000:0000";

  private final Path process;
  private final Map<String, String> peers = new HashMap<>(); // by inode

  private ConnectedSockets(Path process) {
    this.process = process;
  }

  static ConnectedSockets of(long pid) {
    var sockets = new ConnectedSockets(Path.of("/proc", Long.toString(pid)));
    sockets.list("net/tcp");
    sockets.list("net/tcp6");
    return sockets;
  }

  private void list(String file) {
    try {
      List<String> lines = Files.readAllLines(process.resolve(file), StandardCharsets.US_ASCII);
      for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
        String[] columns = line.strip().split(" +");
        if (columns.length > INODE_COLUMN && !columns[REMOTE].endsWith(LISTENS)) {
          peers.put(columns[INODE_COLUMN], address(columns[REMOTE]));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Peers are left out, then.
    }
  }

  /// @param text `0100007F:1F90`: words of four bytes in this machine's order, and the port
  static String address(String text) throws UnknownHostException {
    int colon = text.indexOf(':');
    byte[] bytes = new byte[colon / 2];
    for (int i = 0; i < bytes.length; i++) {
      int from = i - i % 4 + 3 - i % 4; // little-endian: so are all machines that run this
      bytes[i] = (byte) Integer.parseInt(text, 2 * from, 2 * from + 2, 16);
    }
    InetAddress host = InetAddress.getByAddress(bytes);
    String name = host.getHostAddress();
    int port = Integer.parseInt(text, colon + 1, text.length(), 16);
    return (name.contains(":") ? '[' + name + ']' : name) + ':' + port;
  }

  /// The other end; null if the descriptor is no connected TCP socket.
  @Nullable String peer(int descriptor) {
    try {
      Path link = process.resolve("fd").resolve(Integer.toString(descriptor));
      Matcher inode = INODE.matcher(Files.readSymbolicLink(link).toString());
      return inode.matches() ? peers.get(inode.group(1)) : null;
    } catch (IOException e) {
      return null;
    }
  }

  /// The descriptor that a platform thread reads or receives from in a system call; -1 if it does
  /// neither, or Linux does not show it.
  int reads(long thread) {
    try {
      Path file = process.resolve("task").resolve(Long.toString(thread)).resolve("syscall");
      String[] call = Files.readString(file, StandardCharsets.US_ASCII).split(" ");
      return call.length > 1 && READS.contains(call[0]) ? Integer.decode(call[1]) : -1;
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }
}
