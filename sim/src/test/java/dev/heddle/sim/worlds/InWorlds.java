package dev.heddle.sim.worlds;

import dev.heddle.sim.Simulation;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// Runs each test of a contract in worlds, unchanged: in each one on an instance of its own, with
/// what comes before and after it. Each runs under so many seeds, unless its worlds are long: then
/// under fewer, which are the same on each machine.
final class InWorlds implements BeforeAllCallback, InvocationInterceptor, ExecutionCondition {
  /// Topics and tests that a world cannot run, and why.
  private static final Map<String, String> LEFT_OUT = LeftOut.reasons();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String topic = context.getTestClass().map(Class::getSimpleName).orElse("");
    String test = context.getTestMethod().map(method -> topic + '.' + method.getName()).orElse("");
    String reason = LEFT_OUT.getOrDefault(topic, LEFT_OUT.get(test));
    if (reason == null && Seeds.areThoseOfABuild() && LeftOut.LONG.contains(test)) {
      Class<?> suite = context.getEnclosingTestClasses().getFirst();
      if (suite != VirtualContractWorldTest.class) {
        reason = "takes long: runs on virtual threads, or with -D" + Seeds.ASKED + "=1";
      }
    }
    return reason == null
        ? ConditionEvaluationResult.enabled("runs in worlds")
        : ConditionEvaluationResult.disabled(reason);
  }

  /// The agent opens what it needs before anybody counts what is open.
  @Override
  public void beforeAll(ExtensionContext context) {
    Simulation.of(world -> {}).seeds(1).run().requireSuccess();
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    runInWorlds(test, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    runInWorlds(test, context);
  }

  private static void runInWorlds(
      ReflectiveInvocationContext<Method> test, ExtensionContext context) {
    Object suite = context.getRequiredTestInstances().getAllInstances().getFirst();
    var aborted = new AtomicReference<TestAbortedException>();
    Seeds seeds = ((ContractInWorlds) suite).seeds();
    Simulation.of(
            world -> {
              if (aborted.get() == null) {
                try {
                  runOnce(suite, test);
                } catch (TestAbortedException e) {
                  aborted.set(e);
                }
              }
            })
        .seeds(seeds.count())
        .from(seeds.first())
        .points(seeds.points())
        .run()
        .requireSuccess();
    if (aborted.get() != null) {
      throw aborted.get();
    }
  }

  private static void runOnce(Object suite, ReflectiveInvocationContext<Method> test)
      throws Exception {
    Object topic = create(test.getTargetClass(), suite);
    for (Method before : annotated(topic.getClass(), BeforeEach.class).reversed()) {
      call(before, topic);
    }
    try {
      call(test.getExecutable(), topic, test.getArguments().toArray());
    } finally {
      for (Method after : annotated(topic.getClass(), AfterEach.class)) {
        call(after, topic);
      }
    }
  }

  private static Object create(Class<?> type, Object suite) throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object topic = constructor.newInstance(suite);
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.getName().equals("runOn")) {
          call(method, topic, suite);
        }
      }
    }
    return topic;
  }

  /// The methods of a class and those above it, its own first.
  private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
    List<Method> found = new ArrayList<>();
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Method method : at.getDeclaredMethods()) {
        if (method.isAnnotationPresent(annotation)) {
          found.add(method);
        }
      }
    }
    return found;
  }

  private static void call(Method method, Object target, Object... arguments) throws Exception {
    method.setAccessible(true);
    try {
      method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
