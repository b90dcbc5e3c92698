package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The agent in another JVM: a folder that both processes see holds its jar and its answers.
/// Belongs to one thread.
final class RemoteAgent implements AutoCloseable {
  private static final String JAR = "probe.jar";

  private final SharedFolder folder;
  private int looks;

  private RemoteAgent(SharedFolder folder) {
    this.folder = folder;
  }

  static RemoteAgent prepare(long pid) throws LookException {
    try {
      var agent = new RemoteAgent(SharedFolder.make(pid));
      Path jar = agent.folder.path().resolve(JAR);
      try (OutputStream out = Files.newOutputStream(jar)) {
        ProbeJar.write(out);
      }
      agent.folder.give(jar);
      return agent;
    } catch (IOException e) {
      throw new LookException("the agent's folder cannot be made: " + e, e);
    }
  }

  /// @param mostBytes how much it may allocate in the other JVM
  Facts look(Attachment jvm, long mostBytes) throws LookException {
    String name = "facts" + looks++;
    String file = folder.inside() + '/' + name;
    String jar = folder.inside() + '/' + JAR;
    jvm.load(jar, String.join("\n", jar, ProbeJar.LOOK, file, Long.toString(mostBytes)));
    return read(folder.path().resolve(name));
  }

  private Facts read(Path file) throws LookException {
    Path failure = file.resolveSibling(file.getFileName() + ".failed");
    try (InputStream in = open(Files.exists(failure) ? failure : file)) {
      if (Files.exists(failure)) {
        String why = new String(in.readNBytes(2000), StandardCharsets.UTF_8);
        throw new LookException("the agent failed in process " + folder.pid() + ": " + why);
      }
      return Facts.read(new BufferedInputStream(in));
    } catch (IOException e) {
      throw new LookException("the agent left no answer that can be read: " + e.getMessage(), e);
    }
  }

  /// The folder belongs to the other process: what lies there may be a link to anything.
  private static InputStream open(Path file) throws IOException {
    return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /// Removes the folder.
  @Override
  public void close() {
    folder.close();
  }
}
