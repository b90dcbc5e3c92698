package dev.heddle.sim.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Starts the agent in a JVM that was started without it: a child process attaches, because a JVM
/// may not attach to itself. `-javaagent:heddle-sim.jar` is quicker, and the JVM does not warn
/// about it.
public final class SelfAttach {
  private static final long PATIENCE_SECONDS = 60;

  private SelfAttach() {}

  /// Starts the agent if it does not run yet.
  ///
  /// @throws IllegalStateException if it cannot be started; the message says what helps
  public static synchronized void require() {
    if (AgentStart.isStarted()) {
      return;
    }
    try {
      Path jar = bridge();
      int status = attach(jar);
      if (status != 0) {
        throw new IllegalStateException(
            "the simulation's agent could not attach to this JVM; start it with"
                + " -javaagent:heddle-sim.jar, and without -XX:+DisableAttachMechanism");
      }
      AgentStart.start((Instrumentation) bridged());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the agent was to start", e);
    } catch (IllegalStateException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the simulation's agent did not start: " + e, e);
    }
  }

  private static int attach(Path jar) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.attach",
                "-cp",
                jar.toString(),
                Attacher.class.getName(),
                Long.toString(ProcessHandle.current().pid()),
                jar.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      child.destroyForcibly();
      return 1;
    }
    return child.exitValue();
  }

  /// The system class loader's copy of the bridge has what the JVM gave the agent.
  private static Object bridged() throws ReflectiveOperationException {
    return ClassLoader.getSystemClassLoader()
        .loadClass(Bridge.class.getName())
        .getMethod("take")
        .invoke(null);
  }

  /// A jar that the JVM accepts as an agent, and that has the attaching program, too.
  private static Path bridge() throws IOException {
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Agent-Class"), Bridge.class.getName());
    main.put(new Attributes.Name("Can-Retransform-Classes"), "true");
    Path jar = Files.createTempFile("heddle-sim-agent", ".jar");
    jar.toFile().deleteOnExit();
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new JarOutputStream(file, manifest)) {
      for (Class<?> type : new Class<?>[] {Bridge.class, Attacher.class}) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (var in = SelfAttach.class.getResourceAsStream("/" + name)) {
          if (in == null) {
            throw new IOException(name + " is missing");
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }
}
