package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.type;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/// What a thread was started with: its `Runnable`. Stateless.
final class ThreadTasks {
  private final @Nullable Field holder; // none before JDK 19
  private final Field platform;
  private final @Nullable OfVirtual ofVirtual;

  /// @throws NoSuchFieldException if this JDK keeps them in another way
  ThreadTasks() throws ReflectiveOperationException {
    Field of = null;
    Field runs;
    try {
      of = field(Thread.class, "holder");
      runs = field(of.getType(), "task");
    } catch (NoSuchFieldException e) {
      runs = field(Thread.class, "target");
    }
    holder = of;
    platform = runs;
    ofVirtual = OfVirtual.find();
  }

  /// Null if it is not known, or there is none any more.
  @Nullable Object of(Thread thread) throws ReflectiveOperationException {
    if (ofVirtual != null && ofVirtual.continuation.getDeclaringClass().isInstance(thread)) {
      Object of = ofVirtual.continuation.get(thread);
      Object runs = of == null ? null : ofVirtual.target.get(of);
      return ofVirtual.entry.isInstance(runs) ? ofVirtual.task.get(runs) : null;
    }
    Object within = holder == null ? thread : holder.get(thread);
    return within == null ? null : platform.get(within);
  }

  private record OfVirtual(Field continuation, Field target, Class<?> entry, Field task) {
    static @Nullable OfVirtual find() throws ReflectiveOperationException {
      try {
        Class<?> entry = type("java.lang.VirtualThread$VThreadContinuation$1");
        return new OfVirtual(
            field(type("java.lang.VirtualThread"), "cont"),
            field(type("jdk.internal.vm.Continuation"), "target"),
            entry,
            field(entry, "val$task"));
      } catch (NoSuchFieldException | ClassNotFoundException e) {
        return null;
      }
    }
  }
}
