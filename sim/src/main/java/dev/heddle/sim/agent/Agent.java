package dev.heddle.sim.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// Rewrites classes in this JVM: those that are loaded already when it starts, and all others as
/// they are loaded. Outside of a world, rewritten code does what it did before.
@SuppressWarnings("ReferenceEquality") // class loaders have no other
public final class Agent {
  private static final System.Logger LOG = System.getLogger("dev.heddle.sim");

  private Agent() {}

  /// Starts the agent; [AgentStart] has put the hooks on the bootstrap class path.
  static void start(Instrumentation instrumentation) throws Exception {
    open(instrumentation);
    SetOrder.fix();
    var transformer = new Transformer();
    transformer.tryOut();
    instrumentation.addTransformer(transformer, true);
    instrumentation.retransformClasses(loaded(instrumentation));
  }

  private static void open(Instrumentation instrumentation) {
    Set<Module> self = Set.of(Agent.class.getModule());
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of(
            "java.lang", self,
            "java.net", self,
            "java.util", self,
            "java.util.concurrent", self,
            "jdk.internal.misc", self,
            "jdk.internal.random", self,
            "jdk.internal.vm", self,
            "sun.net.www.http", self,
            "sun.nio.ch", self),
        Set.of(),
        Map.of());
  }

  private static Class<?>[] loaded(Instrumentation instrumentation) throws IOException {
    List<Class<?>> again = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (!type.isHidden() && instrumentation.isModifiableClass(type) && concerns(type)) {
        again.add(type);
      }
    }
    return again.toArray(Class<?>[]::new);
  }

  private static boolean concerns(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/');
    boolean jdk = isOfJdk(type.getClassLoader());
    if (jdk ? !Scope.isJdk(name) : !Scope.isTool(name)) {
      return !jdk && Scope.isApplication(name, type.getProtectionDomain());
    }
    byte[] bytes = JdkRewriter.bytesOf(type);
    return bytes.length > 0 && (jdk ? JdkRewriter.concerns(name, bytes) : Calls.mayBeIn(bytes));
  }

  private static boolean isOfJdk(@Nullable ClassLoader loader) {
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static final class Transformer implements ClassFileTransformer {
    private final ApplicationRewriter application = new ApplicationRewriter();

    /// Loads the classes that it needs, which it would otherwise have to rewrite while it rewrites.
    void tryOut() throws IOException {
      Class<?> jdk = ForkJoinPool.class;
      transform(null, jdk.getName().replace('.', '/'), jdk, null, JdkRewriter.bytesOf(jdk));
      ClassLoader loader = Agent.class.getClassLoader();
      transform(loader, "any/Application", null, null, JdkRewriter.bytesOf(Agent.class));
      transform(loader, "org/junit/Any", null, null, JdkRewriter.bytesOf(jdk));
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String name,
        @Nullable Class<?> loaded,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      if (name == null) {
        return null;
      }
      try {
        if (isOfJdk(loader)) {
          return Scope.isJdk(name) && JdkRewriter.concerns(name, bytes)
              ? JdkRewriter.rewrite(name, bytes)
              : null;
        }
        if (Scope.isTool(name)) {
          return Calls.mayBeIn(bytes) ? ToolRewriter.rewrite(loader, bytes) : null;
        }
        return Scope.isApplication(name, domain)
            ? application.rewrite(loader, bytes, loaded != null)
            : null;
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.WARNING, name + " is not simulated: it cannot be rewritten", e);
        return null;
      }
    }
  }
}
