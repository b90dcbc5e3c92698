package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.heddle.sim.agent.Sites.Site;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Rewrites a class of the application: time, chance and threads, and a point before whatever
/// another thread may notice. Thread-safe.
final class ApplicationRewriter {
  private static final MethodTypeDesc ENTERING = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc POINT = MethodTypeDesc.of(CD_void, CD_int);

  /// The one class of Heddle that reaches into the JDK's threads: what a world has instead.
  private static final String VIRTUAL_THREADS = "dev/heddle/jdk/VirtualThreads";

  private static final Map<String, String> THREADS =
      Map.of(
          "factory", "carried",
          "carrier", "carrier",
          "isCarriedBy", "isCarriedBy",
          "canAwaitSockets", "canAwaitSockets",
          "awaitReadable", "awaitReadable",
          "awaitWritable", "awaitWritable");

  private static final String POLLERS = "dev/heddle/engine/loops/Pollers";
  private static final ClassDesc LOOP_POLLER = ClassDesc.of("dev.heddle.LoopPoller");
  private static final String NATIVE_CALLS = "dev/heddle/loop/linux/NativeCalls";

  private static final CodeTransform INITIALIZING =
      JdkRewriter.atStart(
          code -> code.invokestatic(Calls.HOOKS, "initializing", MethodTypeDesc.of(CD_void)));

  private static final CodeTransform HAVING_INITIALIZED =
      JdkRewriter.atReturn(
          code -> code.invokestatic(Calls.HOOKS, "haveInitialized", MethodTypeDesc.of(CD_void)));

  private final Fields fields = new Fields();
  private final SharedActions shared = new SharedActions(fields);
  private final InterfaceFields interfaceFields = new InterfaceFields(fields);

  /// The classes whose static state can be reset, by their loaders: others that rewrite them when
  /// they are loaded already (mocking libraries, debuggers) must find the same methods again.
  private final Map<ClassLoader, Set<String>> resettable =
      Collections.synchronizedMap(new WeakHashMap<>());

  /// @param loaded whether the class is loaded already, so that only code may change
  byte[] rewrite(@Nullable ClassLoader loader, byte[] bytes, boolean loaded) {
    ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy(loader)));
    ClassModel model = file.parse(bytes);
    String type = model.thisClass().asInternalName();
    String source =
        model
            .findAttribute(Attributes.sourceFile())
            .map(found -> found.sourceFile().stringValue())
            .orElse("");
    StaticState statics =
        isWithReset(loader, type, loaded) ? StaticState.of(model) : StaticState.NONE;
    boolean linksLater = model.majorVersion() >= InterfaceFields.JAVA_7;
    ClassTransform methods =
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            CodeTransform code = code(loader, type, source, method);
            if (linksLater) {
              code = code.andThen(interfaceFields.reading(loader));
            }
            if (statics.isInitializer(method)) {
              statics.addReset(builder, model, method, code);
              code = code.andThen(statics.reporting(model));
            } else if (statics.isConstructor(method)) {
              EnumConstants.addCopy(builder, model, method, code);
            }
            if (method.methodName().equalsString("<clinit>")) {
              code = code.andThen(INITIALIZING).andThen(HAVING_INITIALIZED);
            }
            builder.transformMethod(method, MethodTransform.transformingCode(code));
          } else {
            statics.add(builder, element);
          }
        };
    return file.transformClass(
        model,
        statics.changes() && model.methods().stream().noneMatch(statics::isInitializer)
            ? methods.andThen(ClassTransform.endHandler(end -> statics.addBoth(end, model)))
            : methods);
  }

  private boolean isWithReset(@Nullable ClassLoader loader, String type, boolean loaded) {
    if (loader == null) {
      return !loaded;
    }
    Set<String> types = resettable.computeIfAbsent(loader, _ -> ConcurrentHashMap.newKeySet());
    if (!loaded) {
      types.add(type);
    }
    return types.contains(type);
  }

  /// What a loader's classes extend.
  static ClassHierarchyResolver hierarchy(@Nullable ClassLoader loader) {
    ClassHierarchyResolver standard = ClassHierarchyResolver.defaultResolver();
    return loader == null
        ? standard
        : ClassHierarchyResolver.ofResourceParsing(loader).orElse(standard);
  }

  private CodeTransform code(
      @Nullable ClassLoader loader, String type, String source, MethodModel method) {
    CodeTransform code = CodeTransform.ofStateful(() -> new Points(loader, type, source, method));
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
      code =
          code.andThen(
              JdkRewriter.atStart(at -> {
                entering(at, type, method);
                point(at, type, source, method, 0, "runs in a synchronized method");
              }));
    }
    if (type.equals(POLLERS) && method.methodName().equalsString("of")) {
      code = code.andThen(JdkRewriter.atStart(ApplicationRewriter::choosePortable));
    }
    if (type.equals(NATIVE_CALLS) && method.methodName().equalsString("require")) {
      code =
          code.andThen(
              JdkRewriter.atStart(
                  at -> at.invokestatic(Calls.HOOKS, "refuseNative", MethodTypeDesc.of(CD_void))));
    }
    return code;
  }

  /// In a world, loops wait on the JDK's selectors, whatever their settings.
  private static void choosePortable(CodeBuilder code) {
    code.invokestatic(Calls.HOOKS, "isSimulated", MethodTypeDesc.ofDescriptor("()Z"))
        .ifThen(inWorld -> inWorld.getstatic(LOOP_POLLER, "NIO", LOOP_POLLER).astore(0));
  }

  private static void point(
      CodeBuilder code, String type, String source, MethodModel method, int line, String action) {
    point(code, site(type, source, method, line, action));
  }

  private static void point(CodeBuilder code, int site) {
    code.loadConstant(site).invokestatic(Calls.HOOKS, "point", POINT);
  }

  private static int site(String type, String source, MethodModel method, int line, String action) {
    return Sites.add(
        new Site(type.replace('/', '.'), method.methodName().stringValue(), source, line, action));
  }

  /// The object whose monitor a synchronized method has entered gets its hash code now.
  private static void entering(CodeBuilder code, String type, MethodModel method) {
    if (method.flags().has(AccessFlag.STATIC)) {
      code.loadConstant(ClassDesc.ofInternalName(type));
    } else {
      code.aload(0);
    }
    code.invokestatic(Calls.HOOKS, "entering", ENTERING);
  }

  /// One method on its way through.
  private final class Points implements CodeTransform {
    private final @Nullable ClassLoader loader;
    private final String type;
    private final String source;
    private final MethodModel method;
    private final boolean initializer;
    private final boolean constructor;
    private int line;

    /// The line in which a monitor was left; -1 once the point after it is there. That comes before
    /// the next instruction, behind the end of the range whose handler leaves the monitor: within
    /// it, the JVM would find the monitor left twice, and would only ever interpret the method.
    private int leftAt = -1;

    Points(@Nullable ClassLoader loader, String type, String source, MethodModel method) {
      this.loader = loader;
      this.type = type;
      this.source = source;
      this.method = method;
      this.initializer = method.methodName().equalsString("<clinit>");
      this.constructor = method.methodName().equalsString("<init>");
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (!initializer && element instanceof Instruction) {
        if (leftAt >= 0) {
          point(code, type, source, method, leftAt, "has left a monitor");
          leftAt = -1;
        }
        String action = shared.action(loader, type, constructor, element);
        if (action != null) {
          int site = site(type, source, method, line, action);
          if (element instanceof InvokeInstruction call && ObjectUses.isOne(call)) {
            ObjectUses.tell(code, call, site);
          }
          point(code, site);
        }
      }
      if (element instanceof LineNumber number) {
        line = number.line();
      }
      if ((element instanceof InvokeInstruction call && replaced(code, call))
          || (element instanceof InvokeDynamicInstruction site
              && Calls.replaceInApplication(code, site))) {
        return;
      }
      if (element instanceof InvokeInstruction call) {
        BeforeCalls.add(code, call);
      }
      if (element instanceof MonitorInstruction monitor) {
        if (monitor.opcode() == Opcode.MONITOREXIT) {
          leftAt = line;
        } else {
          code.dup().invokestatic(Calls.HOOKS, "entering", ENTERING);
        }
      }
      code.with(element);
    }

    private boolean replaced(CodeBuilder code, InvokeInstruction call) {
      if (call.owner().asInternalName().equals(VIRTUAL_THREADS)) {
        String hook = THREADS.get(call.name().stringValue());
        if (hook != null) {
          inWorldOrElse(code, call, hook);
          return true;
        }
      }
      return Calls.replaceInApplication(code, call);
    }

    private void inWorldOrElse(CodeBuilder code, InvokeInstruction call, String hook) {
      code.invokestatic(Calls.HOOKS, "isSimulated", MethodTypeDesc.ofDescriptor("()Z"))
          .ifThenElse(
              inWorld -> inWorld.invokestatic(Calls.HOOKS, hook, call.typeSymbol()),
              outside -> outside.with(call));
    }
  }
}
