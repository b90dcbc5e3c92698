package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Rewrites classes of the JDK: the clock, chance and hash codes wherever they are asked for; and
/// what stands before some methods. Only the code of methods changes, so that classes that are
/// loaded already can be rewritten. Stateless.
final class JdkRewriter {
  private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
  private static final ClassDesc POOL = ClassDesc.of("java.util.concurrent.ForkJoinPool");
  private static final ClassDesc PROVIDER = ClassDesc.of("java.nio.channels.spi.SelectorProvider");
  private static final ClassDesc SOCKET = ClassDesc.of("java.net.SocketImpl");
  private static final ClassDesc SOCKET_FACTORY = ClassDesc.of("java.net.SocketImplFactory");
  private static final ClassDesc UDP_FACTORY = ClassDesc.of("java.net.DatagramSocketImplFactory");
  private static final ClassDesc ADDRESS = ClassDesc.of("java.net.InetAddress");
  private static final ClassDesc HTTP_CLIENT = ClassDesc.of("sun.net.www.http.HttpClient");
  private static final ClassDesc KEEP_ALIVE = ClassDesc.of("sun.net.www.http.KeepAliveCache");
  private static final ClassDesc PATH = ClassDesc.of("java.nio.file.Path");
  private static final ClassDesc BYTES = ClassDesc.ofDescriptor("[B");
  private static final ClassDesc ADDRESSES = ADDRESS.arrayType();

  private static final String ASYNCHRONOUS = "an asynchronous channel";

  /// Those that are rewritten for another reason: they hash, or something stands before their
  /// methods.
  private static final Set<String> SPECIAL =
      Set.of(
          "java/lang/Thread",
          "java/lang/VirtualThread",
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
          "java/util/concurrent/ForkJoinTask",
          "java/util/concurrent/ForkJoinWorkerThread",
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

  /// Those that have to do with platform threads of their own.
  private static final Set<String> POOLS =
      Set.of(
          "java/util/concurrent/ForkJoinPool",
          "java/util/concurrent/ForkJoinTask",
          "java/util/concurrent/ForkJoinWorkerThread",
          "java/util/concurrent/CountedCompleter",
          "java/util/concurrent/DelayScheduler",
          "sun/net/www/http/KeepAliveCache");

  /// What runs before a method, by class, name and descriptor.
  private static final Map<String, Consumer<CodeBuilder>> BEFORE =
      Map.ofEntries(
          before("java/lang/Thread.start()V", JdkRewriter::startInWorld),
          before(
              "java/lang/Thread.start(Ljdk/internal/vm/ThreadContainer;)V",
              JdkRewriter::startInWorld),
          before("java/lang/Thread.interrupt()V", askDeputy("interrupt", CD_void)),
          before("java/lang/Thread.isInterrupted()Z", askDeputy("isInterrupted", CD_boolean)),
          before("java/lang/Thread.alive()Z", JdkRewriter::lives),
          before(
              "java/lang/Thread.threadState()Ljava/lang/Thread$State;",
              askDeputy("getState", ClassDesc.of("java.lang.Thread$State"))),
          before(
              "java/lang/Thread.getStackTrace()[Ljava/lang/StackTraceElement;",
              askDeputy("getStackTrace", ClassDesc.of("java.lang.StackTraceElement").arrayType())),
          before(
              "java/lang/Thread.dispatchUncaughtException(Ljava/lang/Throwable;)V",
              JdkRewriter::uncaught),
          before(
              "java/lang/VirtualThread.compareAndSetOnWaitingList(ZZ)Z",
              code -> code.aload(0).invokestatic(Calls.HOOKS, "unblocking", ofThread(CD_void))),
          before(
              "java/util/concurrent/locks/LockSupport.unpark(Ljava/lang/Thread;)V",
              code ->
                  code.aload(0).invokestatic(Calls.HOOKS, "parked", ofThread(THREAD)).astore(0)),
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
          before("java/security/SecureRandom.nextBytes([B)V", JdkRewriter::randomInWorld),
          before(
              "java/security/SecureRandom.generateSeed(I)[B",
              code -> insteadOf(code.iload(1), "seed", MethodTypeDesc.of(BYTES, CD_int))),
          before(
              "java/util/concurrent/ForkJoinPool.scheduleDelayedTask(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;",
              JdkRewriter::commonPoolOfWorld),
          before(
              "java/util/concurrent/ForkJoinPool.executeEnabledScheduledTask(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)V",
              JdkRewriter::commonPoolOfWorld),
          before(
              "sun/net/www/http/KeepAliveStream.queueForCleanup(Lsun/net/www/http/KeepAliveCleanerEntry;)V",
              JdkRewriter::closeInWorld),
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

  /// Reads the class files of other classes: to load one while another is loaded may need that one.
  private static final ClassFile FILE =
      ClassFile.of(
          ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                  .orElse(ClassHierarchyResolver.defaultResolver())
                  .cached(ConcurrentHashMap::new)));

  private JdkRewriter() {}

  static boolean concerns(String name, byte[] bytes) {
    return SPECIAL.contains(name) || HASHING.contains(name) || Calls.mayBeIn(bytes);
  }

  static byte[] rewrite(String name, byte[] bytes) {
    ClassModel model = FILE.parse(bytes);
    return FILE.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            builder.transformMethod(method, MethodTransform.transformingCode(code(name, method)));
          } else {
            builder.with(element);
          }
        });
  }

  private static CodeTransform code(String type, MethodModel method) {
    boolean pool = POOLS.contains(type);
    CodeTransform code =
        (builder, element) -> {
          if (!replaced(type, builder, element, pool)) {
            builder.with(element);
          }
        };
    String name = method.methodName().stringValue();
    Consumer<CodeBuilder> before =
        BEFORE.get(type + '.' + name + method.methodType().stringValue());
    if (before != null) {
      code = code.andThen(atStart(before));
    }
    if (type.equals("java/util/concurrent/ForkJoinPool") && isForCallers(method)) {
      code = code.andThen(atStart(JdkRewriter::commonPoolOfWorld));
    }
    if (type.equals("java/lang/VirtualThread") && name.equals("unblock")) {
      code = code.andThen(atReturn(JdkRewriter::unblocked));
    }
    if (type.equals("jdk/internal/net/http/HttpClientImpl") && name.equals("create")) {
      code = code.andThen(atReturn(JdkRewriter::keep));
    }
    if (type.equals("java/security/SecureRandom")
        && name.equals("nextBytes")
        && method.methodTypeSymbol().parameterCount() == 2) { // what it refuses, it refuses still
      code = code.andThen(atReturn(JdkRewriter::randomInstead));
    }
    return code;
  }

  private static boolean replaced(
      String type, CodeBuilder code, CodeElement element, boolean pool) {
    if (element instanceof FieldInstruction field
        && field.opcode() == Opcode.GETSTATIC
        && isCommonPool(field)) {
      code.with(element).invokestatic(Calls.HOOKS, "pool", MethodTypeDesc.of(POOL, POOL));
      return true;
    }
    if (element instanceof FieldInstruction field
        && field.opcode() == Opcode.GETSTATIC
        && field.name().equalsString("LEAF_TARGET")) { // what it was when its class was loaded
      code.invokestatic(POOL, "getCommonPoolParallelism", MethodTypeDesc.of(CD_int))
          .iconst_2()
          .ishl();
      return true;
    }
    if (element instanceof FieldInstruction field
        && type.equals("java/net/DatagramSocket")
        && field.opcode() == Opcode.GETSTATIC
        && field.name().equalsString("factory")) {
      code.with(element)
          .invokestatic(
              Calls.HOOKS, "datagramFactory", MethodTypeDesc.of(UDP_FACTORY, UDP_FACTORY));
      return true;
    }
    if (element instanceof FieldInstruction field
        && field.opcode() == Opcode.GETSTATIC
        && field.typeSymbol().equals(KEEP_ALIVE)) {
      code.with(element)
          .invokestatic(Calls.HOOKS, "keptAlive", MethodTypeDesc.of(CD_Object, CD_Object))
          .checkcast(KEEP_ALIVE);
      return true;
    }
    if (!(element instanceof InvokeInstruction call)) {
      return false;
    }
    String name = call.name().stringValue();
    if (type.equals("java/time/Clock") && name.equals("getNanoTimeAdjustment")) {
      MethodTypeDesc adjust = MethodTypeDesc.of(CD_long, CD_long, CD_long);
      code.dup2().with(element).invokestatic(Calls.HOOKS, "nanoTimeAdjustment", adjust);
    } else {
      return Calls.replaceInJdk(code, call, pool);
    }
    return true;
  }

  /// Whether it reads the common pool, or the JDK's copy of it.
  private static boolean isCommonPool(FieldInstruction field) {
    String name = field.name().stringValue();
    return field.typeSymbol().equals(POOL) && (name.equals("common") || name.equals("ASYNC_POOL"));
  }

  private static boolean isForCallers(MethodModel method) {
    return method.flags().has(AccessFlag.PUBLIC)
        && !method.flags().has(AccessFlag.STATIC)
        && !method.methodName().equalsString("<init>");
  }

  // What stands before methods

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

  /// A client without references ends when the garbage collector finds that, at a time of its own:
  /// in a world, it lives as long as the world.
  private static void keep(CodeBuilder code) {
    code.dup().invokestatic(Calls.HOOKS, "keep", MethodTypeDesc.of(CD_void, CD_Object));
  }

  private static void randomInWorld(CodeBuilder code) {
    code.aload(1)
        .invokestatic(Calls.HOOKS, "fill", MethodTypeDesc.of(CD_boolean, BYTES))
        .ifThen(CodeBuilder::return_);
  }

  private static void randomInstead(CodeBuilder code) {
    code.aload(1).invokestatic(Calls.HOOKS, "fill", MethodTypeDesc.of(CD_boolean, BYTES)).pop();
  }

  /// A common pool that was obtained outside this world is the world's own in it. It is the pool
  /// without a prefix for the names of its workers.
  private static void commonPoolOfWorld(CodeBuilder code) {
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

  private static void unblocked(CodeBuilder code) {
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

  /// Returns what the hook has to give, if that is not null. Its arguments are on the stack.
  private static void insteadOf(CodeBuilder code, String hook, MethodTypeDesc type) {
    int given = code.allocateLocal(TypeKind.REFERENCE);
    code.invokestatic(Calls.HOOKS, hook, type)
        .astore(given)
        .aload(given)
        .ifThen(Opcode.IFNONNULL, found -> found.aload(given).areturn());
  }

  static CodeTransform atStart(Consumer<CodeBuilder> what) {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        what.accept(code);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }

  private static CodeTransform atReturn(Consumer<CodeBuilder> what) {
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        what.accept(code);
      }
      code.with(element);
    };
  }

  /// The class file of a class; empty if its loader gives none away.
  static byte[] bytesOf(Class<?> type) throws IOException {
    try (var in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }
}
