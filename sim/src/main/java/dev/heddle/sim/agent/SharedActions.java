package dev.heddle.sim.agent;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What another thread may notice: so a thread may be preempted before it. Thread-safe.
final class SharedActions {
  private static final Set<String> COLLECTIONS =
      Set.of("Map", "List", "Set", "Deque", "Queue", "Collection", "Iterator", "BitSet");

  /// Others that are not made for several threads. Not `StringBuilder`: each byte that a handler
  /// adds to one would be a point.
  private static final Set<String> STATEFUL =
      Set.of(
          "java/security/MessageDigest",
          "java/security/Signature",
          "java/util/Calendar",
          "java/util/GregorianCalendar",
          "java/util/regex/Matcher",
          "javax/crypto/Cipher",
          "javax/crypto/Mac");

  private final Fields fields;

  SharedActions(Fields fields) {
    this.fields = fields;
  }

  /// What the instruction is about to do, such as "reads count"; null if no other thread can
  /// notice.
  ///
  /// @param type the class that the instruction is in
  @Nullable String action(
      @Nullable ClassLoader loader, String type, boolean constructor, CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> {
        String owner = field.owner().asInternalName();
        String name = field.name().stringValue();
        if ((constructor && owner.equals(type)) || fields.isFinal(loader, owner, name)) {
          yield null;
        }
        boolean write = field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC;
        yield (write ? "writes " : "reads ") + simple(owner) + '.' + name;
      }
      case ArrayLoadInstruction load -> "reads an element of an array";
      case ArrayStoreInstruction store -> "writes an element of an array";
      case MonitorInstruction monitor ->
          monitor.opcode() == Opcode.MONITORENTER ? "enters a monitor" : null;
      case InvokeInstruction call -> call(call);
      default -> null;
    };
  }

  private static @Nullable String call(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    if (name.equals("<init>")) {
      return null;
    }
    boolean shared =
        switch (owner) {
          case "java/lang/Object" -> name.equals("wait") || name.startsWith("notify");
          case "java/lang/Thread" ->
              !name.equals("currentThread") && !name.startsWith("of") && !name.startsWith("is");
          case "java/lang/invoke/VarHandle",
              "java/nio/channels/FileChannel",
              "java/nio/file/Files" ->
              true;
          default ->
              (owner.startsWith("java/util/concurrent/") && !owner.endsWith("/TimeUnit"))
                  || mayBeUnsafe(owner);
        };
    return shared ? "calls " + simple(owner) + '.' + name : null;
  }

  /// Whether objects of this type of the JDK's may be such that are not made for several threads.
  static boolean mayBeUnsafe(String owner) {
    return (owner.startsWith("java/util/") && COLLECTIONS.stream().anyMatch(owner::endsWith))
        || (owner.startsWith("java/text/") && owner.endsWith("Format"))
        || STATEFUL.contains(owner);
  }

  private static String simple(String owner) {
    return owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
  }
}
