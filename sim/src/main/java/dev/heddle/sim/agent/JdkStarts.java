package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What runs before methods of the JDK, and mostly in their places. Stateless.
final class JdkStarts {
  private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
  private static final ClassDesc MAP = ClassDesc.of("java.util.Map");
  private static final ClassDesc POOL = ClassDesc.of("java.util.concurrent.ForkJoinPool");
  private static final ClassDesc PROVIDER = ClassDesc.of("java.nio.channels.spi.SelectorProvider");
  private static final ClassDesc SOCKET = ClassDesc.of("java.net.SocketImpl");
  private static final ClassDesc SOCKET_FACTORY = ClassDesc.of("java.net.SocketImplFactory");
  private static final ClassDesc ADDRESS = ClassDesc.of("java.net.InetAddress");
  private static final ClassDesc HTTP_CLIENT = ClassDesc.of("sun.net.www.http.HttpClient");
  private static final ClassDesc PATH = ClassDesc.of("java.nio.file.Path");
  private static final ClassDesc BYTES = ClassDesc.ofDescriptor("[B");
  private static final ClassDesc ADDRESSES = ADDRESS.arrayType();

  private static final String ASYNCHRONOUS = "an asynchronous channel";
  private static final String EXIT = "the end of the JVM";

  /// What runs before a method, by class, name and descriptor.
  private static final Map<String, Consumer<CodeBuilder>> BEFORE =
      Map.ofEntries(
          before("java/lang/Thread.start()V", JdkStarts::startInWorld),
          before(
              "java/lang/Thread.start(Ljdk/internal/vm/ThreadContainer;)V",
              JdkStarts::startInContainer),
          before(
              "java/lang/Thread.setContextClassLoader(Ljava/lang/ClassLoader;)V",
              tellDeputy("setContextClassLoader", ClassDesc.of("java.lang.ClassLoader"))),
          before("java/lang/Thread.setName(Ljava/lang/String;)V", tellDeputy("setName", CD_String)),
          before(
              "java/lang/Thread.getAllStackTraces()Ljava/util/Map;",
              code -> insteadOf(code, "allStackTraces", MethodTypeDesc.of(MAP))),
          before(
              "java/lang/Thread.getAllThreads()[Ljava/lang/Thread;",
              code -> insteadOf(code, "allThreads", MethodTypeDesc.of(THREAD.arrayType()))),
          before(
              "java/util/concurrent/ForkJoinWorkerThread.resetThreadLocals()V",
              code ->
                  code.aload(0).invokestatic(Calls.HOOKS, "clearThreadLocals", ofThread(CD_void))),
          before("java/lang/Runtime.exit(I)V", refuse(EXIT)),
          before("java/lang/Runtime.halt(I)V", refuse(EXIT)),
          before(
              "java/lang/ref/Cleaner.register(Ljava/lang/Object;Ljava/lang/Runnable;)Ljava/lang/ref/Cleaner$Cleanable;",
              JdkStarts::keepFirst),
          before(
              "java/util/WeakHashMap.put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
              JdkStarts::keepFirst),
          before("java/lang/Thread.interrupt()V", askDeputy("interrupt", CD_void)),
          before("java/lang/Thread.isInterrupted()Z", askDeputy("isInterrupted", CD_boolean)),
          before("java/lang/Thread.alive()Z", JdkStarts::lives),
          before(
              "java/lang/Thread.threadState()Ljava/lang/Thread$State;",
              askDeputy("getState", ClassDesc.of("java.lang.Thread$State"))),
          before(
              "java/lang/Thread.getStackTrace()[Ljava/lang/StackTraceElement;",
              askDeputy("getStackTrace", ClassDesc.of("java.lang.StackTraceElement").arrayType())),
          before(
              "java/lang/Thread.dispatchUncaughtException(Ljava/lang/Throwable;)V",
              JdkStarts::uncaught),
          before(
              "java/lang/VirtualThread.compareAndSetOnWaitingList(ZZ)Z",
              code -> code.aload(0).invokestatic(Calls.HOOKS, "unblocking", ofThread(CD_void))),
          before("java/lang/VirtualThread.parkOnCarrierThread(ZJ)V", JdkStarts::waitPinnedInWorld),
          before(
              "java/lang/Object.wait(J)V",
              code -> code.invokestatic(Calls.HOOKS, "waiting", MethodTypeDesc.of(CD_void))),
          before(
              "java/util/concurrent/locks/LockSupport.unpark(Ljava/lang/Thread;)V",
              JdkStarts::takeParked),
          before(
              "java/util/concurrent/locks/LockSupport.getBlocker(Ljava/lang/Thread;)Ljava/lang/Object;",
              JdkStarts::takeParked),
          before(
              "java/nio/channels/spi/SelectorProvider.provider()Ljava/nio/channels/spi/SelectorProvider;",
              code -> insteadOf(code, "channels", MethodTypeDesc.of(PROVIDER))),
          before(
              "java/net/SocketImpl.createPlatformSocketImpl(Z)Ljava/net/SocketImpl;",
              code -> insteadOf(code.iload(0), "socket", MethodTypeDesc.of(SOCKET, CD_boolean))),
          before(
              "java/net/Socket.socketImplFactory()Ljava/net/SocketImplFactory;",
              code -> insteadOf(code, "socketFactory", MethodTypeDesc.of(SOCKET_FACTORY))),
          before(
              "java/net/InetAddress.getAllByName(Ljava/lang/String;)[Ljava/net/InetAddress;",
              code -> insteadOf(code.aload(0), "resolve", MethodTypeDesc.of(ADDRESSES, CD_String))),
          before(
              "java/net/InetAddress.getLocalHost()Ljava/net/InetAddress;",
              code -> insteadOf(code, "localHost", MethodTypeDesc.of(ADDRESS))),
          before(
              "java/net/InetAddress.getHostFromNameService(Ljava/net/InetAddress;)Ljava/lang/String;",
              code -> insteadOf(code.aload(0), "nameOf", MethodTypeDesc.of(CD_String, ADDRESS))),
          before("java/security/SecureRandom.nextBytes([B)V", JdkStarts::randomInWorld),
          before(
              "java/security/SecureRandom.generateSeed(I)[B",
              code -> insteadOf(code.iload(1), "seed", MethodTypeDesc.of(BYTES, CD_int))),
          before(
              "java/util/concurrent/ForkJoinPool.scheduleDelayedTask(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;",
              JdkStarts::commonPoolOfWorld),
          before(
              "java/util/concurrent/ForkJoinPool.executeEnabledScheduledTask(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)V",
              JdkStarts::commonPoolOfWorld),
          before(
              "sun/net/www/http/KeepAliveStream.queueForCleanup(Lsun/net/www/http/KeepAliveCleanerEntry;)V",
              JdkStarts::closeInWorld),
          before(
              "java/lang/ProcessBuilder.start([Ljava/lang/ProcessBuilder$Redirect;)Ljava/lang/Process;",
              refuse("a process")),
          before(
              "java/nio/channels/spi/AsynchronousChannelProvider.provider()Ljava/nio/channels/spi/AsynchronousChannelProvider;",
              refuse(ASYNCHRONOUS)),
          before(
              "java/nio/channels/AsynchronousSocketChannel.open(Ljava/nio/channels/AsynchronousChannelGroup;)Ljava/nio/channels/AsynchronousSocketChannel;",
              refuse(ASYNCHRONOUS)),
          before(
              "java/nio/channels/AsynchronousServerSocketChannel.open(Ljava/nio/channels/AsynchronousChannelGroup;)Ljava/nio/channels/AsynchronousServerSocketChannel;",
              refuse(ASYNCHRONOUS)),
          before(
              "java/nio/channels/AsynchronousFileChannel.open(Ljava/nio/file/Path;Ljava/util/Set;Ljava/util/concurrent/ExecutorService;[Ljava/nio/file/attribute/FileAttribute;)Ljava/nio/channels/AsynchronousFileChannel;",
              code ->
                  code.aload(0)
                      .loadConstant(ASYNCHRONOUS)
                      .invokestatic(
                          Calls.HOOKS, "refuseReal", MethodTypeDesc.of(CD_void, PATH, CD_String))));

  private JdkStarts() {}

  /// What runs before a method; null if nothing does.
  ///
  /// @param method its class, name and descriptor
  static @Nullable Consumer<CodeBuilder> of(String method) {
    return BEFORE.get(method);
  }

  private static Map.Entry<String, Consumer<CodeBuilder>> before(
      String method, Consumer<CodeBuilder> what) {
    return Map.entry(method, what);
  }

  private static MethodTypeDesc ofThread(ClassDesc result) {
    return MethodTypeDesc.of(result, THREAD);
  }

  private static void startInWorld(CodeBuilder code) {
    code.aload(0)
        .invokestatic(Calls.HOOKS, "start", ofThread(CD_boolean))
        .ifThen(CodeBuilder::return_);
  }

  private static void waitPinnedInWorld(CodeBuilder code) {
    code.iload(1)
        .lload(2)
        .invokestatic(Calls.HOOKS, "waitPinned", MethodTypeDesc.of(CD_boolean, CD_boolean, CD_long))
        .ifThen(CodeBuilder::return_);
  }

  private static void takeParked(CodeBuilder code) {
    code.aload(0).invokestatic(Calls.HOOKS, "parked", ofThread(THREAD)).astore(0);
  }

  private static void startInContainer(CodeBuilder code) {
    code.aload(0)
        .aload(1)
        .invokestatic(Calls.HOOKS, "start", MethodTypeDesc.of(CD_boolean, THREAD, CD_Object))
        .ifThen(CodeBuilder::return_);
  }

  /// When the garbage collector finds that nobody refers to an object is not the seed's: in a
  /// world, it never does.
  private static void keepFirst(CodeBuilder code) {
    code.aload(1).invokestatic(Calls.HOOKS, "keep", MethodTypeDesc.of(CD_void, CD_Object));
  }

  /// A client that nobody refers to any more ends when the garbage collector finds that, at a time
  /// of its own: in a world, it lives as long as the world.
  static void keep(CodeBuilder code) {
    code.dup().invokestatic(Calls.HOOKS, "keep", MethodTypeDesc.of(CD_void, CD_Object));
  }

  private static void randomInWorld(CodeBuilder code) {
    code.aload(1)
        .invokestatic(Calls.HOOKS, "fill", MethodTypeDesc.of(CD_boolean, BYTES))
        .ifThen(CodeBuilder::return_);
  }

  static void randomInstead(CodeBuilder code) {
    code.aload(1).invokestatic(Calls.HOOKS, "fill", MethodTypeDesc.of(CD_boolean, BYTES)).pop();
  }

  /// A common pool that somebody took outside of this world is the world's own in it. It is the
  /// pool without a prefix for the names of its workers.
  static void commonPoolOfWorld(CodeBuilder code) {
    code.aload(0)
        .getfield(POOL, "workerNamePrefix", CD_String)
        .ifThen(
            Opcode.IFNULL,
            common ->
                common
                    .aload(0)
                    .invokestatic(Calls.HOOKS, "pool", MethodTypeDesc.of(POOL, POOL))
                    .astore(0));
  }

  /// A connection with a body that has not been read to its end is closed: the JVM's thread that
  /// reads the rest is none of the world's.
  private static void closeInWorld(CodeBuilder code) {
    code.invokestatic(Calls.HOOKS, "isSimulated", MethodTypeDesc.of(CD_boolean))
        .ifThen(inWorld ->
            inWorld
                .aload(0)
                .invokevirtual(
                    ClassDesc.of("sun.net.www.http.KeepAliveCleanerEntry"),
                    "getHttpClient",
                    MethodTypeDesc.of(HTTP_CLIENT))
                .invokevirtual(HTTP_CLIENT, "closeServer", MethodTypeDesc.of(CD_void))
                .return_());
  }

  private static Consumer<CodeBuilder> refuse(String what) {
    return code ->
        code.loadConstant(what)
            .invokestatic(Calls.HOOKS, "refuse", MethodTypeDesc.of(CD_void, CD_String));
  }

  private static void lives(CodeBuilder code) {
    int lives = code.allocateLocal(TypeKind.INT);
    code.aload(0)
        .invokestatic(Calls.HOOKS, "lives", ofThread(CD_int))
        .istore(lives)
        .iload(lives)
        .ifThen(Opcode.IFGE, found -> found.iload(lives).ireturn());
  }

  private static void uncaught(CodeBuilder code) {
    code.aload(0)
        .aload(1)
        .invokestatic(Calls.HOOKS, "uncaught", MethodTypeDesc.of(CD_boolean, THREAD, CD_Throwable))
        .ifThen(CodeBuilder::return_);
  }

  static void unblocked(CodeBuilder code) {
    code.aload(0).invokestatic(Calls.HOOKS, "unblocked", ofThread(CD_void));
  }

  /// Asks the virtual thread in the place of this one, if there is one.
  private static Consumer<CodeBuilder> askDeputy(String method, ClassDesc result) {
    return code -> {
      int deputy = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(0)
          .invokestatic(Calls.HOOKS, "deputy", ofThread(THREAD))
          .astore(deputy)
          .aload(deputy)
          .ifThen(
              Opcode.IFNONNULL,
              found ->
                  found
                      .aload(deputy)
                      .invokevirtual(THREAD, method, MethodTypeDesc.of(result))
                      .return_(TypeKind.from(result)));
    };
  }

  /// Tells the virtual thread in the place of this one, too, if there is one.
  private static Consumer<CodeBuilder> tellDeputy(String method, ClassDesc argument) {
    return code -> {
      int deputy = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(0)
          .invokestatic(Calls.HOOKS, "deputy", ofThread(THREAD))
          .astore(deputy)
          .aload(deputy)
          .ifThen(
              Opcode.IFNONNULL,
              found ->
                  found
                      .aload(deputy)
                      .aload(1)
                      .invokevirtual(THREAD, method, MethodTypeDesc.of(CD_void, argument)));
    };
  }

  /// Returns what the hook has to give, if that is not null. Its arguments are on the stack.
  private static void insteadOf(CodeBuilder code, String hook, MethodTypeDesc type) {
    int given = code.allocateLocal(TypeKind.REFERENCE);
    code.invokestatic(Calls.HOOKS, hook, type)
        .astore(given)
        .aload(given)
        .ifThen(Opcode.IFNONNULL, found -> found.aload(given).areturn());
  }
}
