package dev.heddle.probe.facts;

/// What a thread waits for.
public enum WaitKind {
  /// To enter a `synchronized` block.
  MONITOR,
  /// To enter a `synchronized` block; before JDK 24 it is not recorded which monitor a virtual
  /// thread waits for, nor which thread has that: it is one of some.
  MONITOR_OF_ONE,
  /// In `Object.wait`.
  NOTIFICATION,
  /// A lock that one thread holds at a time, such as `ReentrantLock`.
  LOCK,
  /// A lock that is free: the first of those that wait for it is to take it, and has not run yet.
  TURN,
  /// A `ReentrantReadWriteLock`.
  READ_WRITE_LOCK,
  /// A lock of the JDK that a thread held when it ended: no other thread can give it back.
  ABANDONED,
  /// A `StampedLock`, which records no owner.
  STAMPED_LOCK,
  /// A permit of a `Semaphore`, which records no holders.
  SEMAPHORE,
  /// A `Condition` of a lock; queues use these, too.
  CONDITION,
  /// A `CountDownLatch`.
  LATCH,
  /// A `CompletableFuture`; the JVM does not record which thread will complete it.
  FUTURE,
  /// The result of a `FutureTask` or `ForkJoinTask`, which one thread runs.
  TASK,
  /// The result of a `ForkJoinTask`. The JVM does not record which thread runs it: it is one of
  /// some.
  FORKED,
  /// The result of a task in the queue of a pool all of whose threads wait. It begins when any of
  /// them is free.
  QUEUED,
  /// The tasks of a `StructuredTaskScope` that the thread joins. It continues if all of them end,
  /// or earlier if its joiner says so when one ends.
  SUBTASKS,
  /// The end of all tasks of an executor or a `StructuredTaskScope` that the thread closes. It may
  /// park with a time limit, but then parks again.
  TASKS,
  /// The end of another thread.
  JOIN,
  /// The initialisation of a class by another thread.
  CLASS,
  /// The initialisation of a class by a thread that has to wait for, or to finish, that of a class
  /// or interface above it. The JVM does not record which thread that is: it is one of some.
  CLASS_BELOW,
  /// A carrier, for a virtual thread that could run: other virtual threads have them all. It
  /// continues when any of these gives up its own.
  CARRIER,
  /// A socket; it is named by the address of its other end.
  SOCKET,
  /// Anything else that a thread parks on.
  OTHER
}
