package dev.heddle.cli.serve;

import dev.heddle.SocketDescriptor;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.loop.linux.Linux;
import dev.heddle.loop.linux.ListeningSockets;
import dev.heddle.loop.linux.Successor;
import dev.heddle.net.Addresses;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sockets that this process was given by systemd, or by its predecessor: sd_listen_fds(3).
/// Each goes to the service of its name. Belongs to one thread.
final class GivenDescriptors {
  /// The name of the status page's socket.
  static final String STATUS = "status";

  /// The variable with the files of Unix domain sockets that come along, a line for each: those of
  /// other sockets stay with the process that gives them.
  static final String FILES = "HEDDLE_SOCKET_FILES";

  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");
  private static final String SUFFIX = ".socket"; // systemd's default name is that of the unit
  private static final int MOST = 1000;
  private static final Path INPUT = Path.of("/proc/self/fd/0");

  private final List<Given> left = new ArrayList<>();
  private final Set<Path> files = new HashSet<>();

  private record Given(int number, String name, boolean datagrams) {}

  private GivenDescriptors() {}

  /// None.
  static GivenDescriptors none() {
    return new GivenDescriptors();
  }

  /// Those that the variables `LISTEN_FDS`, `LISTEN_FDNAMES` and `LISTEN_PID` describe.
  ///
  /// @throws CommandFailure if one is no socket, or the system's calls are not available
  static GivenDescriptors of(Map<String, String> environment) throws CommandFailure {
    rejectInetd();
    var given = new GivenDescriptors();
    String pid = environment.get("LISTEN_PID");
    String count = environment.get("LISTEN_FDS");
    if (count == null || !String.valueOf(ProcessHandle.current().pid()).equals(pid)) {
      return given; // meant for a parent of this process
    }
    if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > MOST) {
      throw CommandFailure.usage("LISTEN_FDS is not a number of descriptors: " + count);
    }
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    for (int i = 0; i < Integer.parseInt(count); i++) {
      given.add(Successor.FIRST + i, i < names.length ? names[i] : "");
    }
    environment.getOrDefault(FILES, "").lines().map(Path::of).forEach(given.files::add);
    return given;
  }

  /// Sockets of this process.
  ///
  /// @param names those of the services, in the order of the descriptors
  /// @param files the files that this process has, too
  /// @throws IOException if one is no socket
  static GivenDescriptors of(List<String> names, List<Integer> numbers, List<Path> files)
      throws IOException {
    var given = new GivenDescriptors();
    given.files.addAll(files);
    for (int i = 0; i < numbers.size(); i++) {
      int number = numbers.get(i);
      given.left.add(new Given(number, names.get(i), ListeningSockets.isDatagrams(number)));
    }
    return given;
  }

  private void add(int number, String name) throws CommandFailure {
    String plain =
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    try {
      SocketAddress address = ListeningSockets.address(number);
      boolean datagrams = ListeningSockets.isDatagrams(number);
      if (!datagrams && !ListeningSockets.isListening(number)) {
        throw CommandFailure.usage(
            "descriptor "
                + number
                + " ("
                + Addresses.text(address)
                + ") is a connection, not a listening socket; one process serves all connections:"
                + " set Accept=no in the .socket unit");
      }
      left.add(new Given(number, plain, datagrams));
    } catch (IOException e) {
      throw CommandFailure.impossible("LISTEN_FDS: " + e.getMessage());
    }
  }

  /// A socket as standard input is inetd's way, in which all output would go to the client. Some
  /// programs start others with a Unix domain socket there: those are no servers' sockets.
  private static void rejectInetd() throws CommandFailure {
    try {
      if (!Files.readSymbolicLink(INPUT).toString().startsWith("socket:")) {
        return;
      }
      SocketAddress address = ListeningSockets.address(0);
      if (address instanceof InetSocketAddress || ListeningSockets.isListening(0)) {
        throw CommandFailure.usage(
            "standard input is a network socket ("
                + Addresses.text(address)
                + "), as inetd passes it; heddle takes sockets from systemd: a .socket unit with"
                + " Accept=no, without StandardInput=socket");
      }
    } catch (IOException | UnsupportedOperationException e) {
      // There is no such file, or the system's calls are not available.
    }
  }

  /// The socket of a service, which owns it from now on; null if none was given for it.
  @Nullable SocketDescriptor take(String name, boolean datagrams) {
    for (Given each : left) {
      if (each.name.equals(name) && each.datagrams == datagrams) {
        left.remove(each);
        return new SocketDescriptor(each.number);
      }
    }
    return null;
  }

  /// Whether the file of a Unix domain socket comes along.
  boolean has(Path file) {
    return files.contains(file);
  }

  /// Closes the sockets of this name, if there are any: no service would accept their connections.
  ///
  /// @param why names the option that says so
  void refuse(String name, String why) {
    for (SocketDescriptor socket; (socket = take(name, false)) != null; ) {
      LOG.log(
          Level.WARNING,
          "socket ''{0}'' ({1}) was passed and is not used: {2}",
          name,
          address(socket.number()),
          why);
      Linux.close(socket.number());
    }
  }

  /// Gives the sockets without the name of a service to the only service, if there is one only.
  void nameAll(List<Placement> services) {
    if (services.size() == 1) {
      String only = services.getFirst().service().name();
      left.replaceAll(given ->
          given.name.equals(STATUS) ? given : new Given(given.number, only, given.datagrams));
    }
  }

  /// @throws CommandFailure if a socket is for no service; the message names it
  void requireAllTaken() throws CommandFailure {
    for (Given each : left) {
      if (!each.name.equals(STATUS)) {
        throw CommandFailure.usage(
            "socket '"
                + each.name
                + "' ("
                + address(each.number)
                + ") was passed, but no running service takes it: name it after one with"
                + " FileDescriptorName=");
      }
    }
  }

  private static String address(int number) {
    try {
      return Addresses.text(ListeningSockets.address(number));
    } catch (IOException e) {
      return "descriptor " + number;
    }
  }
}
