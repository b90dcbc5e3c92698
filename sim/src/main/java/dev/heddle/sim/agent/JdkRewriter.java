package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_long;

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
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Rewrites classes of the JDK: the clock, chance and hash codes wherever they are asked for; and
/// what stands before some methods. Only the code of methods changes, so that classes that are
/// loaded already can be rewritten. Stateless.
final class JdkRewriter {
  private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");

  /// Those that draw the names of temporary files.
  private static final Set<String> NAMES_FILES =
      Set.of("java/io/File$TempDirectory", "java/nio/file/TempFileHelper");

  /// The methods that ask the current thread for what it has...
  private static final Set<String> ASKING =
      Set.of(
          "java/lang/Thread.<init>",
          "java/lang/Thread.activeCount",
          "java/lang/Thread.enumerate",
          "java/lang/ThreadGroup.<init>",
          "java/util/concurrent/Executors$DefaultThreadFactory.<init>");

  /// ...which are these.
  private static final Set<String> SEEN = Set.of("getThreadGroup", "getPriority", "isDaemon");

  /// Reads the class files of other classes: to load one while another is loaded may need that one.
  private static final ClassFile FILE =
      ClassFile.of(
          ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())
                  .orElse(ClassHierarchyResolver.defaultResolver())
                  .cached(ConcurrentHashMap::new)));

  private JdkRewriter() {}

  static boolean concerns(String name, byte[] bytes) {
    return JdkClasses.concern(name, bytes);
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
    boolean pool = JdkClasses.isOfThreads(type);
    CodeTransform code =
        (builder, element) -> {
          if (!replaced(type, builder, element, pool)) {
            builder.with(element);
          }
        };
    String name = method.methodName().stringValue();
    if (ASKING.contains(type + '.' + name)) {
      code = code.andThen(JdkRewriter::askSeen);
    }
    Consumer<CodeBuilder> before =
        JdkStarts.of(type + '.' + name + method.methodType().stringValue());
    if (before != null) {
      code = code.andThen(atStart(before));
    }
    if (type.equals("java/util/concurrent/ForkJoinPool") && isForCallers(method)) {
      code = code.andThen(atStart(JdkStarts::commonPoolOfWorld));
    }
    if (type.equals("java/lang/VirtualThread") && name.equals("unblock")) {
      code = code.andThen(atReturn(JdkStarts::unblocked));
    }
    if (type.equals("jdk/internal/net/http/HttpClientImpl") && name.equals("create")) {
      code = code.andThen(atReturn(JdkStarts::keep));
    }
    if (type.equals("java/security/SecureRandom")
        && name.equals("nextBytes")
        && method.methodTypeSymbol().parameterCount() == 2) { // what it refuses, it refuses still
      code = code.andThen(atReturn(JdkStarts::randomInstead));
    }
    return code;
  }

  private static boolean replaced(
      String type, CodeBuilder code, CodeElement element, boolean pool) {
    if (element instanceof FieldInstruction field) {
      return JdkFieldReads.replace(type, code, field);
    }
    if (!(element instanceof InvokeInstruction call)) {
      return false;
    }
    String name = call.name().stringValue();
    if (type.equals("java/time/Clock") && name.equals("getNanoTimeAdjustment")) {
      MethodTypeDesc adjust = MethodTypeDesc.of(CD_long, CD_long, CD_long);
      code.dup2().with(element).invokestatic(Calls.HOOKS, "nanoTimeAdjustment", adjust);
    } else if (NAMES_FILES.contains(type) && name.equals("nextLong")) {
      code.invokestatic(
          Calls.HOOKS, "fileName", MethodTypeDesc.of(CD_long, call.owner().asSymbol()));
    } else {
      return Calls.replaceInJdk(code, call, pool);
    }
    return true;
  }

  /// A new thread is in its parent's group, and a daemon if that is: the parent that the
  /// application sees.
  private static void askSeen(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call
        && call.opcode() == Opcode.INVOKEVIRTUAL
        && call.owner().asSymbol().equals(THREAD)
        && SEEN.contains(call.name().stringValue())) {
      code.invokestatic(
          Calls.HOOKS,
          call.name().stringValue(),
          call.typeSymbol().insertParameterTypes(0, THREAD));
    } else {
      code.with(element);
    }
  }

  private static boolean isForCallers(MethodModel method) {
    return method.flags().has(AccessFlag.PUBLIC)
        && !method.flags().has(AccessFlag.STATIC)
        && !method.methodName().equalsString("<init>");
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

  static CodeTransform atReturn(Consumer<CodeBuilder> what) {
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
