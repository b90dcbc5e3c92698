package dev.heddle.sim.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Where the JVM starts the agent: by `-javaagent:heddle-sim.jar`, or through [SelfAttach]. Uses
/// nothing of the hooks before they are on the bootstrap class path.
public final class AgentStart {
  private static final String[] HOOKS = {
    "dev/heddle/sim/hooks/Hooks.class",
    "dev/heddle/sim/hooks/InterfaceField.class",
    "dev/heddle/sim/hooks/InterfaceField$1.class",
    "dev/heddle/sim/hooks/Interceptor.class"
  };

  private static volatile boolean started;

  private AgentStart() {}

  public static void premain(String options, Instrumentation instrumentation) throws Exception {
    start(instrumentation);
  }

  public static void agentmain(String options, Instrumentation instrumentation) throws Exception {
    start(instrumentation);
  }

  static synchronized void start(Instrumentation instrumentation) throws Exception {
    if (started) {
      return;
    }
    started = true;
    instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(hooks().toFile()));
    Agent.start(instrumentation);
  }

  /// Whether the agent runs in this JVM.
  public static boolean isStarted() {
    return started;
  }

  /// The hooks' classes in a jar of their own: it alone may lie on the bootstrap class path.
  private static Path hooks() throws IOException {
    Path jar = Files.createTempFile("heddle-sim-hooks", ".jar");
    jar.toFile().deleteOnExit();
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : HOOKS) {
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = AgentStart.class.getResourceAsStream("/" + name)) {
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
