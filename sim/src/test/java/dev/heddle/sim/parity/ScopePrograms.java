package dev.heddle.sim.parity;

import static dev.heddle.sim.parity.ThreadPrograms.on;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// What scopes of threads and scoped values do.
final class ScopePrograms {
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  private ScopePrograms() {}

  static Map<String, Callable<Facts>> all() {
    return Map.of(
        "a scope of virtual threads",
        () -> scope(Thread.ofVirtual().factory()),
        "a scope of platform threads",
        () -> scope(Thread.ofPlatform().daemon(false).factory()),
        "a failed scope",
        ScopePrograms::failedScope,
        "scoped values",
        ScopePrograms::scoped);
  }

  /// By reflection, as it is a preview.
  private static final class Scope implements AutoCloseable {
    private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";
    private final Object scope;

    Scope(ThreadFactory factory) throws Exception {
      Class<?> joiner = Class.forName(SCOPE + "$Joiner");
      Class<?> configuration = Class.forName(SCOPE + "$Configuration");
      Method with = configuration.getMethod("withThreadFactory", ThreadFactory.class);
      Function<Object, Object> configure =
          each -> {
            try {
              return with.invoke(each, factory);
            } catch (ReflectiveOperationException e) {
              throw new IllegalStateException(e);
            }
          };
      scope =
          Class.forName(SCOPE)
              .getMethod("open", joiner, Function.class)
              .invoke(null, joiner.getMethod("awaitAllSuccessfulOrThrow").invoke(null), configure);
    }

    private Object call(Object target, String type, String method, Class<?>[] types, Object... with)
        throws Exception {
      try {
        return Class.forName(type).getMethod(method, types).invoke(target, with);
      } catch (InvocationTargetException e) {
        throw (Exception) e.getCause();
      }
    }

    Object fork(Callable<?> task) throws Exception {
      return call(scope, SCOPE, "fork", new Class<?>[] {Callable.class}, task);
    }

    void join() throws Exception {
      call(scope, SCOPE, "join", new Class<?>[0]);
    }

    Object get(Object subtask) throws Exception {
      return call(subtask, SCOPE + "$Subtask", "get", new Class<?>[0]);
    }

    Object state(Object subtask) throws Exception {
      return call(subtask, SCOPE + "$Subtask", "state", new Class<?>[0]);
    }

    @Override
    public void close() throws Exception {
      call(scope, SCOPE, "close", new Class<?>[0]);
    }
  }

  private static Facts scope(ThreadFactory factory) throws Exception {
    var facts = new Facts();
    ScopedValue.where(SCOPED, "bound")
        .call(() -> {
          try (var scope = new Scope(factory)) {
            Object one = scope.fork(SCOPED::get);
            Object two =
                scope.fork(() -> {
                  LockSupport.parkNanos(2_000_000);
                  return Thread.currentThread().isVirtual();
                });
            facts.run("join", scope::join);
            facts.add("one", () -> scope.get(one)).add("two", () -> scope.get(two));
          }
          return true;
        });
    return facts;
  }

  private static Facts failedScope() throws Exception {
    var facts = new Facts();
    var interrupted = new CompletableFuture<Boolean>();
    try (var scope = new Scope(Thread.ofPlatform().daemon(false).factory())) {
      Object waits =
          scope.fork(() -> {
            LockSupport.park();
            return interrupted.complete(Thread.currentThread().isInterrupted());
          });
      Object fails =
          scope.fork(() -> {
            throw new IllegalStateException("broken");
          });
      facts
          .run("join", scope::join)
          .add("state", () -> scope.state(fails))
          .add("interrupted", interrupted::get)
          .add("state", () -> scope.state(waits));
    }
    return facts;
  }

  private static Facts scoped() {
    var facts = new Facts();
    facts
        .add("unbound", SCOPED::isBound)
        .run("get", SCOPED::get)
        .add("bound", () -> ScopedValue.where(SCOPED, "a").call(SCOPED::get))
        .add(
            "rebound",
            () ->
                ScopedValue.where(SCOPED, "a")
                    .call(() -> ScopedValue.where(SCOPED, "b").call(SCOPED::get) + SCOPED.get()))
        .add(
            "not inherited",
            () ->
                ScopedValue.where(SCOPED, "a")
                    .call(() -> on(Thread.ofPlatform(), SCOPED::isBound)));
    return facts;
  }
}
