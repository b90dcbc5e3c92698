package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/// What runs before some calls of the application, which stay as they are. Stateless.
final class BeforeCalls {
  private static final ClassDesc FILES = ClassDesc.of("java.nio.file.FileSystem");

  /// These change what the whole JVM has, or give it away to be changed.
  private static final Set<String> SETTINGS =
      Set.of(
          "java/lang/System.clearProperty",
          "java/lang/System.getProperties",
          "java/lang/System.setErr",
          "java/lang/System.setIn",
          "java/lang/System.setOut",
          "java/lang/System.setProperties",
          "java/lang/System.setProperty");

  private static final Set<String> REFERENCES =
      Set.of(
          "java/lang/ref/PhantomReference.<init>",
          "java/lang/ref/SoftReference.<init>",
          "java/lang/ref/WeakReference.<init>");

  private BeforeCalls() {}

  static void add(CodeBuilder code, InvokeInstruction call) {
    String method = call.owner().asInternalName() + '.' + call.name().stringValue();
    if (SETTINGS.contains(method)) {
      code.invokestatic(Calls.HOOKS, "changing", MethodTypeDesc.of(CD_void));
    } else if (REFERENCES.contains(method)) {
      keep(code, call.typeSymbol().parameterCount());
    } else if (method.equals("java/nio/file/FileSystem.newWatchService")) {
      code.dup().invokestatic(Calls.HOOKS, "refuseWatch", MethodTypeDesc.of(CD_void, FILES));
    }
  }

  /// When the garbage collector clears a reference is not the seed's: in a world, it never does.
  ///
  /// @param arguments the object, and perhaps a queue
  private static void keep(CodeBuilder code, int arguments) {
    if (arguments == 1) {
      code.dup();
    } else {
      code.dup2().pop();
    }
    code.invokestatic(Calls.HOOKS, "keep", MethodTypeDesc.of(CD_void, CD_Object));
  }
}
