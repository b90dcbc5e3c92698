package dev.heddle.sim.agent;

import java.util.Set;

/// Which of the JDK's classes have to be rewritten. Stateless.
final class JdkClasses {
  /// Those that are rewritten for another reason: they hash, or something stands before their
  /// methods.
  private static final Set<String> SPECIAL =
      Set.of(
          "java/io/File$TempDirectory",
          "java/lang/ApplicationShutdownHooks",
          "java/lang/Runtime",
          "java/lang/Thread",
          "java/lang/ThreadGroup",
          "java/lang/VirtualThread",
          "java/lang/ref/Cleaner",
          "java/nio/file/TempFileHelper",
          "java/security/SecureRandom",
          "java/util/UUID",
          "java/util/AbstractList",
          "java/util/AbstractMap",
          "java/util/AbstractSet",
          "java/util/ArrayList",
          "java/util/Arrays",
          "java/util/HashMap",
          "java/util/Hashtable",
          "java/util/ImmutableCollections$MapN",
          "java/util/ImmutableCollections$Set12",
          "java/util/ImmutableCollections$SetN",
          "java/util/Objects",
          "java/util/WeakHashMap",
          "java/util/concurrent/ConcurrentHashMap",
          "java/time/Clock",
          "java/net/InetAddress",
          "java/net/DatagramSocket",
          "java/net/Socket",
          "java/net/SocketImpl",
          "java/nio/channels/spi/AsynchronousChannelProvider",
          "java/nio/channels/spi/SelectorProvider",
          "java/nio/channels/AsynchronousFileChannel",
          "java/nio/channels/AsynchronousServerSocketChannel",
          "java/nio/channels/AsynchronousSocketChannel",
          "java/util/concurrent/CompletableFuture",
          "java/util/concurrent/CompletableFuture$DelayedExecutor",
          "java/util/concurrent/Executors$DefaultThreadFactory",
          "java/util/concurrent/ForkJoinTask",
          "java/util/concurrent/ForkJoinWorkerThread",
          "java/util/concurrent/Phaser",
          "java/util/stream/AbstractTask",
          "java/util/concurrent/locks/LockSupport",
          "java/lang/ProcessBuilder",
          "jdk/internal/net/http/HttpClientImpl",
          "sun/net/www/http/HttpClient",
          "sun/net/www/http/KeepAliveStream",
          "sun/net/www/protocol/https/HttpsClient");

  /// Those that ask objects for their hash codes, beside some of the above.
  private static final Set<String> HASHING =
      Set.of(
          "java/lang/Object", // in its toString
          "java/util/AbstractMap$SimpleEntry",
          "java/util/AbstractMap$SimpleImmutableEntry",
          "java/util/Collections$CopiesList",
          "java/util/EnumMap",
          "java/util/Formatter$FormatSpecifier",
          "java/util/Hashtable$EntrySet",
          "java/util/ImmutableCollections$Map1",
          "java/util/KeyValueHolder",
          "java/util/ReverseOrderListView",
          "java/util/ReverseOrderSortedSetView",
          "java/util/TreeMap$Entry",
          "java/util/concurrent/ConcurrentHashMap$KeySetView",
          "java/util/concurrent/ConcurrentHashMap$MapEntry",
          "java/util/concurrent/ConcurrentHashMap$Node",
          "java/util/concurrent/CopyOnWriteArrayList",
          "java/util/concurrent/CopyOnWriteArrayList$Reversed");

  /// Those that have to do with platform threads of their own, or tell the application of the
  /// current one.
  private static final Set<String> POOLS =
      Set.of(
          "java/util/concurrent/ForkJoinPool",
          "java/util/concurrent/ForkJoinTask",
          "java/util/concurrent/ForkJoinWorkerThread",
          "java/util/concurrent/CountedCompleter",
          "java/util/concurrent/DelayScheduler",
          "java/util/concurrent/ThreadPoolExecutor",
          "java/util/concurrent/ThreadPoolExecutor$Worker",
          "java/util/logging/LogRecord",
          "sun/net/www/http/KeepAliveCache");

  /// They tell who holds them, and who waits.
  private static final String LOCKS = "java/util/concurrent/locks/";

  private JdkClasses() {}

  static boolean concern(String name, byte[] bytes) {
    return SPECIAL.contains(name)
        || HASHING.contains(name)
        || isOfThreads(name)
        || Calls.mayBeIn(bytes);
  }

  /// Whether it keeps threads, or has some: they must be those that the application knows.
  static boolean isOfThreads(String name) {
    return POOLS.contains(name)
        || (name.startsWith(LOCKS) && !name.equals("java/util/concurrent/locks/LockSupport"));
  }
}
