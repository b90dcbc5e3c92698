package dev.heddle.sim.agent;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;

/// Whether what a class's initializer computes may differ from world to world, because it comes
/// from the clock or from chance: so a constant that is a mere value may have to be computed again.
/// Stateless.
final class Computed {
  /// What makes the same of the same.
  private static final Set<String> PURE =
      Set.of(
          "java/lang/Boolean",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Class",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Object",
          "java/lang/Short",
          "java/lang/String",
          "java/lang/StringBuilder",
          "java/lang/foreign/MemoryLayout",
          "java/lang/foreign/StructLayout",
          "java/lang/invoke/MethodHandles",
          "java/lang/invoke/MethodHandles$Lookup",
          "java/lang/invoke/MethodType",
          "java/math/BigDecimal",
          "java/math/BigInteger",
          "java/net/URI",
          "java/nio/charset/Charset",
          "java/nio/file/Path",
          "java/time/Duration",
          "java/time/format/DateTimeFormatter",
          "java/util/Locale",
          "java/util/List",
          "java/util/Map",
          "java/util/Set",
          "java/util/concurrent/TimeUnit",
          "java/util/logging/Logger",
          "java/util/regex/Pattern",
          "org/slf4j/LoggerFactory");

  /// Some methods of classes that have others.
  private static final Set<String> PURE_METHODS =
      Set.of(
          "java/lang/Math.abs",
          "java/lang/Math.max",
          "java/lang/Math.min",
          "java/lang/Math.toIntExact",
          "java/lang/System.getLogger",
          "java/lang/System.getProperty",
          "java/time/Instant.ofEpochMilli",
          "java/time/Instant.ofEpochSecond",
          "java/time/Instant.parse",
          "java/util/UUID.<init>",
          "java/util/UUID.fromString",
          "java/util/UUID.nameUUIDFromBytes");

  private Computed() {}

  static boolean mayDiffer(ClassModel model) {
    for (MethodModel method : model.methods()) {
      if (method.methodName().equalsString("<clinit>") && method.code().isPresent()) {
        for (CodeElement element : method.code().get()) {
          if (mayDiffer(model, element)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean mayDiffer(ClassModel model, CodeElement element) {
    return switch (element) {
      case InvokeInstruction call -> {
        String owner = call.owner().asInternalName();
        yield !PURE.contains(owner)
            && !PURE_METHODS.contains(owner + '.' + call.name().stringValue());
      }
      case FieldInstruction field ->
          field.opcode() == Opcode.GETSTATIC
              && !field.owner().equals(model.thisClass())
              && !field.owner().asInternalName().startsWith("java/");
      default -> false;
    };
  }
}
