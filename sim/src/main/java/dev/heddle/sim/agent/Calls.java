package dev.heddle.sim.agent;

import dev.heddle.sim.hooks.Hooks;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;

/// Calls that become static calls of [Hooks] with the same arguments, the receiver first.
/// Stateless.
final class Calls {
  static final ClassDesc HOOKS = Hooks.class.describeConstable().orElseThrow();

  /// In the JDK's classes and the application's.
  private static final Map<String, String> EVERYWHERE =
      Map.ofEntries(
          Map.entry("java/lang/System.nanoTime()J", "nanoTime"),
          Map.entry("java/lang/System.currentTimeMillis()J", "currentTimeMillis"),
          Map.entry("java/lang/System.identityHashCode(Ljava/lang/Object;)I", "identityHashCode"),
          Map.entry("java/lang/Object.hashCode()I", "hashCode"),
          Map.entry("java/lang/Thread.onSpinWait()V", "onSpinWait"),
          Map.entry("java/lang/Thread.yield()V", "yieldNow"));

  private static final String CURRENT = "java/lang/Thread.currentThread()Ljava/lang/Thread;";

  private static final Map<String, String> APPLICATION =
      Map.of(
          CURRENT,
          "currentThread",
          "java/nio/ByteBuffer.allocateDirect(I)Ljava/nio/ByteBuffer;",
          "allocateDirect");

  /// In the JDK's pools, whose workers are platform threads.
  private static final Map<String, String> POOLS =
      Map.of(
          CURRENT,
          "currentThread",
          "jdk/internal/misc/Unsafe.park(ZJ)V",
          "park",
          "jdk/internal/misc/Unsafe.unpark(Ljava/lang/Object;)V",
          "unpark");

  private Calls() {}

  static boolean replaceInApplication(CodeBuilder code, InvokeInstruction call) {
    return replace(code, call, EVERYWHERE) || replace(code, call, APPLICATION);
  }

  static boolean replaceInJdk(CodeBuilder code, InvokeInstruction call, boolean pool) {
    return replace(code, call, EVERYWHERE) || (pool && replacePool(code, call));
  }

  private static boolean replacePool(CodeBuilder code, InvokeInstruction call) {
    String key = key(call);
    String hook = POOLS.get(key);
    if (hook == null) {
      return false;
    }
    boolean unsafe = key.startsWith("jdk/internal/misc/Unsafe");
    MethodTypeDesc type = call.typeSymbol();
    code.invokestatic(HOOKS, hook, type);
    if (unsafe) { // the receiver lies under the arguments, of which nothing is left
      code.pop();
    }
    return true;
  }

  private static boolean replace(
      CodeBuilder code, InvokeInstruction call, Map<String, String> calls) {
    String hook = calls.get(key(call));
    if (hook == null || call.opcode() == Opcode.INVOKESPECIAL) {
      return false;
    }
    MethodTypeDesc type = call.typeSymbol();
    if (call.opcode() != Opcode.INVOKESTATIC) {
      type = type.insertParameterTypes(0, call.owner().asSymbol());
    }
    code.invokestatic(HOOKS, hook, type);
    return true;
  }

  private static String key(InvokeInstruction call) {
    return call.owner().asInternalName()
        + '.'
        + call.name().stringValue()
        + call.type().stringValue();
  }

  /// What a method reference, such as `System::nanoTime`, refers to instead; the same constant if
  /// it stays.
  static ConstantDesc replaceReference(ConstantDesc constant) {
    if (!(constant instanceof DirectMethodHandleDesc method)) {
      return constant;
    }
    String owner = method.owner().descriptorString();
    String key =
        owner.substring(1, owner.length() - 1)
            + '.'
            + method.methodName()
            + method.lookupDescriptor();
    String hook = EVERYWHERE.getOrDefault(key, APPLICATION.get(key));
    return hook == null
        ? constant
        : MethodHandleDesc.ofMethod(Kind.STATIC, HOOKS, hook, method.invocationType());
  }
}
