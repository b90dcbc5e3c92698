package dev.heddle.eyes;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.heddle.probe.Attacher;
import dev.heddle.probe.Opener;
import dev.heddle.probe.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/// Has packages of this JVM's JDK opened to a loader by an agent. A child process attaches it,
/// because a JVM may not attach to itself. Stateless.
final class SelfAttach {
  private static final long PATIENCE_SECONDS = 60;
  private static final int MOST_BYTES = 2000;

  private SelfAttach() {}

  /// Belongs to a platform thread, which waits for some tenths of a second.
  ///
  /// @throws LookException if it is impossible, or forbidden
  static void open(LookLoader loader) throws LookException, InterruptedException {
    String forbidden = forbidden();
    if (forbidden != null) {
      throw new LookException("this JVM was started with " + forbidden);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      attach(thread.threadId());
    } finally {
      thread.setContextClassLoader(before);
    }
    if (!loader.isOpen()) {
      throw new LookException("the agent has opened nothing");
    }
  }

  /// The option that forbids it; null if none does.
  private static @Nullable String forbidden() {
    var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm.getVMOption("DisableAttachMechanism").getValue().equals("true")) {
      return "-XX:+DisableAttachMechanism";
    }
    return jvm.getVMOption("EnableDynamicAgentLoading").getValue().equals("true")
        ? null
        : "-XX:-EnableDynamicAgentLoading";
  }

  private static void attach(long thread) throws LookException, InterruptedException {
    Path jar = null;
    try {
      jar = Files.createTempFile("heddle-look", ".jar");
      write(jar);
      attach(start(jar, thread));
    } catch (IOException e) {
      throw new LookException("could not attach to this JVM: " + e, e);
    } finally {
      if (jar != null && !jar.toFile().delete()) {
        jar.toFile().deleteOnExit(); // Windows keeps what is open
      }
    }
  }

  private static void attach(Process child)
      throws LookException, IOException, InterruptedException {
    try {
      if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new LookException("the process that attaches to this JVM does not end");
      }
      if (child.exitValue() != 0) {
        throw new LookException("could not attach to this JVM: " + words(child));
      }
    } finally {
      child.destroyForcibly();
    }
  }

  private static Process start(Path jar, long thread) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx32m",
            "--add-modules",
            "jdk.attach",
            "-cp",
            jar.toString(),
            Attacher.class.getName(),
            Long.toString(ProcessHandle.current().pid()),
            jar.toString(),
            Long.toString(thread));
    ProcessBuilder child = new ProcessBuilder(command).redirectErrorStream(true);
    child.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return child.start();
  }

  private static String words(Process child) throws IOException {
    try (InputStream out = child.getInputStream()) {
      return new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    }
  }

  /// Packs classes from their resources, and not from where they lie, as [ProbeJar] does: in a
  /// program that is one jar, such as Spring Boot's, that is no file.
  private static void write(Path jar) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", Opener.class.getName());
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest)) {
      for (Class<?> type : List.of(Opener.class, Probe.class, Attacher.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = type.getResourceAsStream('/' + name)) {
          if (in == null) {
            throw new IOException(name + " is missing");
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
