package dev.heddle.sim.agent;

import dev.heddle.sim.hooks.Hooks;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Calls that become static calls of [Hooks] with the same arguments, the receiver first.
/// Stateless.
final class Calls {
  static final ClassDesc HOOKS = Hooks.class.describeConstable().orElseThrow();

  /// A class that has none of these words in it calls nothing that is replaced in the JDK and in
  /// tools, but hash codes.
  private static final byte[][] WORDS = {
    word("nanoTime"),
    word("currentTimeMillis"),
    word("identityHashCode"),
    word("onSpinWait"),
    word("availableProcessors")
  };

  /// In the JDK's classes, those of tools and the application's.
  private static final Map<String, String> EVERYWHERE =
      Map.ofEntries(
          Map.entry("java/lang/System.nanoTime()J", "nanoTime"),
          Map.entry("java/lang/System.currentTimeMillis()J", "currentTimeMillis"),
          Map.entry("java/lang/System.identityHashCode(Ljava/lang/Object;)I", "identityHashCode"),
          Map.entry("java/lang/Object.hashCode()I", "hashCode"),
          Map.entry("java/lang/Thread.onSpinWait()V", "onSpinWait"),
          Map.entry("java/lang/Thread.yield()V", "yieldNow"),
          Map.entry("java/lang/Runtime.availableProcessors()I", "availableProcessors"));

  private static final String CURRENT = "java/lang/Thread.currentThread()Ljava/lang/Thread;";

  private static final Map<String, String> APPLICATION =
      Map.of(
          CURRENT,
          "currentThread",
          "java/lang/Runtime.gc()V",
          "gc",
          "java/lang/System.gc()V",
          "gc",
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

  /// Whether a class file has a word in it that makes it worth looking for calls.
  static boolean mayBeIn(byte[] bytes) {
    for (byte[] word : WORDS) {
      if (contains(bytes, word)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] word(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean contains(byte[] bytes, byte[] word) {
    for (int i = 0; i <= bytes.length - word.length; i++) {
      int j = 0;
      while (j < word.length && bytes[i + j] == word[j]) {
        j++;
      }
      if (j == word.length) {
        return true;
      }
    }
    return false;
  }

  static boolean replaceInTool(CodeBuilder code, InvokeInstruction call) {
    return replace(code, call, EVERYWHERE);
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

  static boolean replaceInApplication(CodeBuilder code, InvokeDynamicInstruction site) {
    return replace(code, site, EVERYWHERE, APPLICATION);
  }

  static boolean replaceInTool(CodeBuilder code, InvokeDynamicInstruction site) {
    return replace(code, site, EVERYWHERE, Map.of());
  }

  private static boolean replace(
      CodeBuilder code,
      InvokeDynamicInstruction site,
      Map<String, String> calls,
      Map<String, String> more) {
    List<ConstantDesc> arguments = site.bootstrapArgs();
    ConstantDesc[] replaced =
        arguments.stream()
            .map(argument -> replaceReference(argument, calls, more))
            .toArray(ConstantDesc[]::new);
    if (arguments.equals(List.of(replaced))) {
      return false;
    }
    code.invokedynamic(
        DynamicCallSiteDesc.of(
            site.bootstrapMethod(), site.name().stringValue(), site.typeSymbol(), replaced));
    return true;
  }

  /// What a method reference, such as `System::nanoTime`, refers to instead; the same constant if
  /// it stays.
  private static ConstantDesc replaceReference(
      ConstantDesc constant, Map<String, String> calls, Map<String, String> more) {
    if (!(constant instanceof DirectMethodHandleDesc method)) {
      return constant;
    }
    String owner = method.owner().descriptorString();
    String key =
        owner.substring(1, owner.length() - 1)
            + '.'
            + method.methodName()
            + method.lookupDescriptor();
    String hook = calls.getOrDefault(key, more.get(key));
    return hook == null
        ? constant
        : MethodHandleDesc.ofMethod(Kind.STATIC, HOOKS, hook, method.invocationType());
  }
}
