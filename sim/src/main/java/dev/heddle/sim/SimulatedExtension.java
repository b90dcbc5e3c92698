package dev.heddle.sim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/// Runs the methods that are [Simulated]. Stateless.
final class SimulatedExtension implements TestTemplateInvocationContextProvider {
  private static final String SEEDS = "heddle.sim.seeds";

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length != 1 || !parameters[0].equals(World.class)) {
      throw new ExtensionConfigurationException(
          method + ": a simulated test has one parameter, the World");
    }
    Simulated settings = AnnotationSupport.findAnnotation(method, Simulated.class).orElseThrow();
    return Stream.of(new InWorlds(settings));
  }

  private record InWorlds(Simulated settings)
      implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver {

    @Override
    public String getDisplayName(int index) {
      if (!settings.plan().isEmpty()) {
        return settings.plan();
      }
      return settings.seed() != 0 ? "seed " + settings.seed() : seeds() + " seeds";
    }

    private long seeds() {
      return Long.getLong(SEEDS, settings.seeds());
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType().equals(World.class);
    }

    /// The world is not there yet; the interceptor passes each seed's own.
    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return null;
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<@Nullable Void> invocation,
        ReflectiveInvocationContext<Method> method,
        ExtensionContext context) {
      invocation.skip();
      Plan plan = settings.plan().isEmpty() ? null : Plan.parse(settings.plan());
      runner(context).run(simulation(body(method, context)), plan).requireSuccess();
    }

    private static SimulationRunner runner(ExtensionContext context) {
      String key = SimulationRunner.class.getName();
      return context
          .getStore(Namespace.create(key))
          .getOrDefault(key, SimulationRunner.class, SimulationRunner.USUAL);
    }

    private Simulation simulation(World.Body body) {
      Simulation simulation = Simulation.of(body).seeds(seeds());
      if (settings.seed() != 0) {
        simulation = simulation.from(settings.seed()).seeds(1);
      }
      if (!settings.strategy().isEmpty()) {
        simulation = simulation.strategy(Strategy.parse(settings.strategy()));
      }
      return settings.budgetSeconds() == 0
          ? simulation
          : simulation.budget(Duration.ofSeconds(settings.budgetSeconds()));
    }

    private static World.Body body(
        ReflectiveInvocationContext<Method> method, ExtensionContext context) {
      Class<?> type = context.getRequiredTestClass();
      boolean anew = type.getEnclosingClass() == null || isStatic(type);
      Object instance = method.getTarget().orElseThrow();
      Method test = method.getExecutable();
      test.setAccessible(true);
      return world -> {
        try {
          test.invoke(anew ? ReflectionSupport.newInstance(type) : instance, world);
        } catch (InvocationTargetException e) {
          switch (e.getCause()) {
            case Exception cause -> throw cause;
            case Error cause -> throw cause;
            case null, default -> throw e;
          }
        }
      };
    }

    private static boolean isStatic(Class<?> type) {
      return Modifier.isStatic(type.getModifiers());
    }
  }
}
