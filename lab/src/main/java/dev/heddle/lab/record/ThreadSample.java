package dev.heddle.lab.record;

import org.jspecify.annotations.Nullable;

/// What a thread does at the moment, as seen from outside.
///
/// @param activity its activity
/// @param what which lock or condition it waits for, or in which method; empty if there is none
record ThreadSample(ThreadActivity activity, String what) {
  static final ThreadSample RUNNING = new ThreadSample(ThreadActivity.RUNNING, "");
  static final ThreadSample SLEEPING = new ThreadSample(ThreadActivity.SLEEPING, "");

  /// Inspects a thread.
  ///
  /// @return null if it ran on during the inspection
  static @Nullable ThreadSample at(Thread thread, LockNames names) {
    Thread.State state = thread.getState();
    StackTraceElement[] stack = thread.getStackTrace();
    String name = names.of(thread);
    if (thread.getState() != state) {
      return null;
    }
    if (isInNetwork(stack)) {
      return new ThreadSample(ThreadActivity.NETWORK, "");
    }
    String method = called(stack);
    return switch (state) {
      case NEW, RUNNABLE, TERMINATED -> RUNNING;
      case BLOCKED -> new ThreadSample(ThreadActivity.BLOCKED, "a monitor");
      case WAITING, TIMED_WAITING -> {
        if (method.equals("Thread.sleep")) {
          yield SLEEPING;
        }
        ThreadActivity activity =
            method.startsWith("ReentrantLock.") ? ThreadActivity.BLOCKED : ThreadActivity.WAITING;
        yield new ThreadSample(activity, name == null ? method : name);
      }
    };
  }

  private static boolean isInNetwork(StackTraceElement[] stack) {
    for (int i = 0; i < Math.min(stack.length, 12); i++) {
      String type = stack[i].getClassName();
      if (isOfSockets(type)) {
        return true;
      }
    }
    return false;
  }

  /// A platform thread may have another thread wait for its socket: that is below a `Transport`.
  private static boolean isOfSockets(String type) {
    return (type.startsWith("sun.nio.ch.") && !type.endsWith("Channels"))
        || (type.startsWith("dev.heddle.") && type.endsWith("Transport"));
  }

  /// The JDK's method that the pattern's code has called: `ArrayBlockingQueue.put`.
  private static String called(StackTraceElement[] stack) {
    StackTraceElement called = null;
    for (StackTraceElement frame : stack) {
      if (!isOfJdk(frame.getClassName())) {
        break;
      }
      called = frame;
    }
    return called == null ? "" : simpleName(called.getClassName()) + '.' + called.getMethodName();
  }

  private static boolean isOfJdk(String type) {
    return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
  }

  private static String simpleName(String type) {
    if (type.endsWith("$ConditionObject")) {
      return "Condition";
    }
    String name = type.substring(type.lastIndexOf('.') + 1);
    int inner = name.indexOf('$');
    return inner < 0 ? name : name.substring(0, inner);
  }
}
