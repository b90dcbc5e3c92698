package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The agent in another JVM, which looks whenever it is asked over a Unix socket. A folder that
/// both processes see holds its jar, the socket and its answers. Belongs to one thread.
final class RemoteAgent implements AutoCloseable {
  /// The name of the agent's thread in the other JVM.
  static final String THREAD = "heddle-threads";

  private static final String JAR = "probe.jar";
  private static final String SOCKET = "looks";

  private final SharedFolder folder;
  private final SocketChannel connection;
  private int looks;

  private RemoteAgent(SharedFolder folder, SocketChannel connection) {
    this.folder = folder;
    this.connection = connection;
  }

  static RemoteAgent load(Attachment jvm, long pid) throws LookException {
    SharedFolder folder;
    try {
      folder = SharedFolder.make(pid);
    } catch (IOException e) {
      throw new LookException("the agent's folder cannot be made: " + e, e);
    }
    try {
      return new RemoteAgent(folder, connect(jvm, folder));
    } catch (IOException e) {
      folder.close();
      throw new LookException("the agent cannot be loaded: " + e, e);
    } catch (LookException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// The agent has connected when its loading is over.
  private static SocketChannel connect(Attachment jvm, SharedFolder folder)
      throws IOException, LookException {
    Path jar = folder.path().resolve(JAR);
    try (OutputStream out = Files.newOutputStream(jar)) {
      ProbeJar.write(out);
    }
    Path socket = folder.path().resolve(SOCKET);
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
      folder.give(jar, socket);
      String itsJar = folder.inside() + '/' + JAR;
      String itsSocket = folder.inside() + '/' + SOCKET;
      jvm.load(
          itsJar, String.join("\n", itsJar, ProbeJar.LOOKS_ON_REQUEST, itsJar, itsSocket, THREAD));
      SocketChannel connection = listener.accept();
      if (connection == null) {
        throw failure(folder.pid(), failed(socket));
      }
      return connection;
    }
  }

  /// @param mostBytes how much it may allocate in the other JVM
  Facts look(long mostBytes) throws LookException {
    String name = "facts" + looks++;
    String arguments = folder.inside() + '/' + name + '\n' + mostBytes;
    if (!Answer.of(folder.pid(), () -> answers(arguments))) {
      throw ended();
    }
    return read(folder.path().resolve(name));
  }

  private boolean answers(String arguments) throws IOException {
    new DataOutputStream(Channels.newOutputStream(connection)).writeUTF(arguments);
    return Channels.newInputStream(connection).read() >= 0;
  }

  private LookException ended() {
    Path reason = failed(folder.path().resolve(SOCKET));
    return Files.exists(reason)
        ? failure(folder.pid(), reason)
        : new LookException("the agent in process " + folder.pid() + " has ended");
  }

  private Facts read(Path file) throws LookException {
    if (Files.exists(failed(file))) {
      throw failure(folder.pid(), failed(file));
    }
    try (InputStream in = open(file)) {
      Facts facts = Facts.read(new BufferedInputStream(in));
      Files.delete(file); // a watch may go on for days
      return facts;
    } catch (IOException e) {
      throw new LookException("the agent left no answer that can be read: " + e.getMessage(), e);
    }
  }

  private static Path failed(Path file) {
    return file.resolveSibling(file.getFileName() + ".failed");
  }

  private static LookException failure(long pid, Path file) {
    try (InputStream in = open(file)) {
      String why = new String(in.readNBytes(2000), StandardCharsets.UTF_8);
      return new LookException("the agent failed in process " + pid + ": " + why);
    } catch (IOException e) {
      return new LookException("the agent failed in process " + pid + ", and left no reason", e);
    }
  }

  /// The folder belongs to the other process: what lies there may be a link to anything.
  private static InputStream open(Path file) throws IOException {
    return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /// Ends the agent, and removes the folder.
  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      // Then it has ended already.
    }
    folder.close();
  }
}
