package dev.heddle.eyes;

import java.util.List;
import java.util.stream.Stream;

/// What a thread does, in words, from the JDK's and well-known libraries' frames at the top of its
/// stack. Stateless.
final class Doing {
  /// How far from the top a frame is significant.
  private static final int DEPTH = 14;

  private record Sign(String frame, String words) {}

  private static final String CLOSES = "closes an executor, waits for its tasks";

  /// Looked for first: the queue or latch with which these wait is known, too, and says less.
  private static final List<Sign> FIRST =
      List.of(
          new Sign(
              "com.zaxxer.hikari.pool.HikariPool.getConnection", "waits for a HikariCP connection"),
          new Sign("io.agroal.pool.ConnectionPool.getConnection", "waits for an Agroal connection"),
          new Sign("java.util.concurrent.ExecutorService.close", CLOSES),
          new Sign("java.util.concurrent.ForkJoinPool.close", CLOSES),
          new Sign("java.util.concurrent.ThreadPerTaskExecutor.close", CLOSES));

  private static final List<Sign> SIGNS =
      List.of(
          new Sign("java.util.concurrent.ForkJoinPool.awaitWork", "idles in a pool"),
          new Sign("java.util.concurrent.ThreadPoolExecutor.getTask", "idles in a pool"),
          new Sign("java.util.concurrent.DelayScheduler.loop", "waits for the next timer"),
          new Sign("java.lang.Thread.sleep", "sleeps"),
          new Sign("java.util.concurrent.TimeUnit.sleep", "sleeps"),
          new Sign("sun.nio.ch.NioSocketImpl.accept", "accepts connections"),
          new Sign("sun.nio.ch.NioSocketImpl.park", "waits for a socket"),
          new Sign("sun.nio.ch.NioSocketImpl.implRead", "reads a socket"),
          new Sign("sun.nio.ch.NioSocketImpl.implWrite", "writes to a socket"),
          new Sign("sun.nio.ch.NioSocketImpl.connect", "connects"),
          new Sign("sun.nio.ch.ServerSocketChannelImpl.accept", "accepts connections"),
          new Sign("sun.nio.ch.SocketChannelImpl.read", "reads a socket"),
          new Sign("sun.nio.ch.SocketChannelImpl.write", "writes to a socket"),
          new Sign("sun.nio.ch.SocketChannelImpl.connect", "connects"),
          new Sign("sun.nio.ch.DatagramChannelImpl.receive", "receives datagrams"),
          new Sign("sun.nio.ch.SelectorImpl.select", "waits for events"),
          new Sign("java.util.concurrent.SynchronousQueue.", "hands over at a SynchronousQueue"),
          new Sign("java.util.concurrent.LinkedTransferQueue.take", "takes from a queue"),
          new Sign("java.util.concurrent.LinkedBlockingQueue.take", "takes from a queue"),
          new Sign("java.util.concurrent.LinkedBlockingQueue.poll", "takes from a queue"),
          new Sign("java.util.concurrent.LinkedBlockingQueue.put", "puts into a full queue"),
          new Sign("java.util.concurrent.LinkedBlockingDeque.take", "takes from a queue"),
          new Sign("java.util.concurrent.ArrayBlockingQueue.take", "takes from a queue"),
          new Sign("java.util.concurrent.ArrayBlockingQueue.poll", "takes from a queue"),
          new Sign("java.util.concurrent.ArrayBlockingQueue.put", "puts into a full queue"),
          new Sign("java.util.concurrent.PriorityBlockingQueue.take", "takes from a queue"),
          new Sign("java.util.concurrent.DelayQueue.take", "takes from a queue"),
          new Sign("java.util.concurrent.CompletableFuture.", "waits for a CompletableFuture"),
          new Sign("java.util.concurrent.FutureTask.awaitDone", "waits for a FutureTask"),
          new Sign("java.util.concurrent.CountDownLatch.await", "waits for a CountDownLatch"),
          new Sign("java.util.concurrent.CyclicBarrier.dowait", "waits at a CyclicBarrier"),
          new Sign("java.util.concurrent.Phaser.", "waits at a Phaser"),
          new Sign("java.util.concurrent.Semaphore.", "waits for a permit of a Semaphore"),
          new Sign("java.util.concurrent.StructuredTaskScope", "waits for its subtasks"),
          new Sign("jdk.internal.misc.ThreadFlock.awaitAll", "waits for its subtasks"),
          new Sign("java.lang.Thread.join", "joins a thread"),
          new Sign("java.lang.ProcessImpl.waitFor", "waits for a process"),
          new Sign("java.io.FileInputStream.readBytes", "reads a file or a pipe"),
          new Sign("java.lang.ref.ReferenceQueue.remove", "waits for references"),
          new Sign("java.lang.ref.Reference.waitForReferencePendingList", "waits for references"));

  /// Looked for last: frames above say more.
  private static final List<Sign> LAST =
      List.of(new Sign("java.lang.Object.wait", "waits for a notification"));

  private Doing() {}

  /// Empty if no frame is significant.
  static String words(List<StackTraceElement> stack) {
    List<StackTraceElement> top = stack.subList(0, Math.min(DEPTH, stack.size()));
    return Stream.of(FIRST, SIGNS, LAST)
        .map(signs -> words(top, signs))
        .filter(words -> !words.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String words(List<StackTraceElement> top, List<Sign> signs) {
    for (StackTraceElement frame : top) {
      String method = frame.getClassName() + '.' + frame.getMethodName();
      for (Sign sign : signs) {
        if (method.startsWith(sign.frame)) {
          return sign.words;
        }
      }
    }
    return "";
  }
}
