package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;
import static dev.heddle.probe.look.Inside.type;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads which `StructuredTaskScope` a thread waits for, as JDK 25 keeps them. Stateless.
final class Scopes {
  /// Of `StructuredTaskScopeImpl`: its owner waits in `join`.
  private static final int JOIN_STARTED = 2;

  private final Class<?> flock = type("jdk.internal.misc.ThreadFlock$ThreadContainerImpl");
  private final Class<?> subtask = type("java.util.concurrent.StructuredTaskScopeImpl$SubtaskImpl");
  private final Class<?> scopeType = type("java.util.concurrent.StructuredTaskScopeImpl");
  private final Method threads = method(type("jdk.internal.vm.ThreadContainer"), "threads");
  private final Field top = field(Thread.class, "headStackableScopes");
  private final Field next = field(type("jdk.internal.vm.StackableScope"), "previous");
  private final ThreadTasks tasks = new ThreadTasks();
  private final Field scope = field(subtask, "scope");
  private final Field state = field(scopeType, "state");
  private final Field timer = field(scopeType, "timerTask");

  private Scopes() throws ReflectiveOperationException {}

  /// Null if this JDK keeps them in another way, or has none.
  static @Nullable Scopes find() throws ReflectiveOperationException {
    try {
      return new Scopes();
    } catch (NoSuchFieldException | NoSuchMethodException | ClassNotFoundException e) {
      return null;
    }
  }

  /// The threads of the scope that this thread closes, which is the innermost one.
  List<Thread> closing(Thread owner) throws ReflectiveOperationException {
    List<Object> open = open(owner);
    return open.isEmpty() ? List.of() : threads(open.get(0));
  }

  /// The threads of the scope that this thread joins. None if the scope has a time limit, or if
  /// that cannot be known since the program's own code wraps the subtasks.
  List<Thread> joining(Thread owner) throws ReflectiveOperationException {
    for (Object one : open(owner)) {
      List<Thread> threads = threads(one);
      Object of = scope(threads);
      if (of != null && state.getInt(of) == JOIN_STARTED) {
        return timer.get(of) == null ? threads : List.of();
      }
    }
    return List.of();
  }

  private List<Object> open(Thread owner) throws ReflectiveOperationException {
    List<Object> open = new ArrayList<>();
    for (Object at = top.get(owner); at != null; at = next.get(at)) {
      if (flock.isInstance(at)) {
        open.add(at);
      }
    }
    return open;
  }

  private List<Thread> threads(Object container) throws ReflectiveOperationException {
    List<Thread> all = new ArrayList<>();
    for (Object thread : ((Stream<?>) threads.invoke(container)).toArray()) {
      all.add((Thread) thread);
    }
    return all;
  }

  /// That of any of these threads; null if none shows it.
  private @Nullable Object scope(List<Thread> threads) throws ReflectiveOperationException {
    for (Thread thread : threads) {
      Object task = tasks.of(thread);
      if (subtask.isInstance(task)) {
        return scope.get(task);
      }
    }
    return null;
  }
}
