package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Reads the queues that thread pools of the JDK have, without their locks: a look must neither
/// wait for the program nor hold it up. What it reads may be some moments old. Queues that others
/// wrote, or that call the program's code, such as its comparators, are not read. Stateless.
final class Queues {
  private static final String DELAYS =
      "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";

  /// A queue with room for more than that is never full.
  private static final int UNBOUNDED = 1 << 30;

  private final Class<?> delays = Class.forName(DELAYS);
  private final Class<?> node = Class.forName("java.util.concurrent.LinkedBlockingQueue$Node");
  private final Field head = field(LinkedBlockingQueue.class, "head");
  private final Field capacity = field(LinkedBlockingQueue.class, "capacity");
  private final Field next = field(node, "next");
  private final Field item = field(node, "item");
  private final Field items = field(ArrayBlockingQueue.class, "items");
  private final Field delayed = field(delays, "queue");

  Queues() throws ReflectiveOperationException {}

  boolean isUnbounded(Object queue) throws ReflectiveOperationException {
    return queue.getClass() == LinkedBlockingQueue.class
        ? capacity.getInt(queue) > UNBOUNDED
        : queue.getClass() == delays;
  }

  /// Up to this many tasks that wait in it.
  List<Object> tasks(Object queue, int most) throws ReflectiveOperationException {
    if (queue.getClass() == LinkedBlockingQueue.class) {
      return linked(queue, most);
    }
    boolean isArray = queue.getClass() == ArrayBlockingQueue.class;
    Field array = isArray ? items : queue.getClass() == delays ? delayed : null;
    List<Object> tasks = new ArrayList<>();
    if (array != null) {
      for (@Nullable Object task : (Object[]) array.get(queue)) {
        if (task != null && tasks.size() < most) {
          tasks.add(task);
        }
      }
    }
    return tasks;
  }

  @SuppressWarnings("ReferenceEquality") // a node that has been taken is its own next one
  private List<Object> linked(Object queue, int most) throws ReflectiveOperationException {
    List<Object> tasks = new ArrayList<>();
    Object at = head.get(queue);
    for (int i = 0; i <= most && at != null; i++) {
      Object task = item.get(at); // none in the first
      if (task != null) {
        tasks.add(task);
      }
      Object following = next.get(at);
      at = following == at ? null : following;
    }
    return tasks;
  }
}
