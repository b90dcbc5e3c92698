package dev.heddle.probe.look;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// Looks at this JVM as often as the process that has loaded the agent asks for it over a Unix
/// socket, until that process closes the connection or ends.
///
/// Then it removes the folder that the two share, which the other process may not have done: it may
/// have been killed, or has done so during a look.
///
/// So the agent is loaded once, however often it looks: a JVM prints a warning at each loading, and
/// keeps some memory for each as long as it runs.
public final class LooksOnRequest {
  private static final String CLASSES = "dev/heddle/probe/";
  private static final String SUFFIX = ".class";

  private LooksOnRequest() {}

  /// Connects, and starts the thread: a daemon, which keeps no JVM from ending. A failure is
  /// written as that of a look, to a file beside the socket.
  ///
  /// @param arguments the agent's jar, the socket, and the thread's name; a line each
  public static void look(String arguments) throws IOException {
    String[] parts = arguments.split("\n");
    Path socket = Path.of(parts[1]);
    try {
      loadAll(parts[0]);
      start(socket, parts[2]);
    } catch (Throwable e) { // a LinkageError, too
      Look.writeFailure(socket, e);
    }
  }

  /// The loader is closed when the agent's entry returns.
  private static void loadAll(String jar) throws IOException, ClassNotFoundException {
    ClassLoader loader = LooksOnRequest.class.getClassLoader();
    try (var classes = new JarFile(jar)) {
      for (JarEntry entry : Collections.list(classes.entries())) {
        String name = entry.getName();
        if (name.startsWith(CLASSES) && name.endsWith(SUFFIX)) {
          String type = name.substring(0, name.length() - SUFFIX.length()).replace('/', '.');
          Class.forName(type, false, loader);
        }
      }
    }
  }

  private static void start(Path socket, String name) throws IOException {
    SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    Path folder = socket.toAbsolutePath().getParent();
    try {
      var thread = new Thread(null, () -> serve(connection, folder), name, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null);
      thread.start();
    } catch (Throwable e) { // this JVM may not have room for one more
      connection.close();
      throw e;
    }
  }

  private static void serve(SocketChannel connection, @Nullable Path folder) {
    try (connection) {
      var requests = new DataInputStream(Channels.newInputStream(connection));
      OutputStream answers = Channels.newOutputStream(connection);
      while (true) {
        Look.look(requests.readUTF());
        answers.write(0);
      }
    } catch (IOException e) {
      // The other process has all it wanted, or has ended.
    } finally {
      if (folder != null) {
        remove(folder);
      }
    }
  }

  private static void remove(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | DirectoryIteratorException e) {
      // The other process has removed it.
    }
  }
}
