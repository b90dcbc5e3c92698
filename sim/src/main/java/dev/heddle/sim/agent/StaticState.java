package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Set;

/// A class' static state, which a world must find as the first one did. If a class has some that
/// may change, or may differ from world to world, it gets a copy of its initializer that can be run
/// again, and its fields lose `final`. Those of an interface must keep it, so they stay as they
/// are, and the copy writes an [dev.heddle.sim.hooks.InterfaceField]. A class that is loaded
/// already cannot be changed like that. Immutable.
///
/// @param changes whether there is some
/// @param renews whether objects of the class are constants of an enum: they are static state, too
/// @param constants those of the class, if it is such an enum
/// @param inInterface whether the class is an interface
record StaticState(boolean changes, boolean renews, EnumConstants constants, boolean inInterface) {
  private static final EnumConstants NO_CONSTANTS = new EnumConstants(List.of());
  static final StaticState NONE = new StaticState(false, false, NO_CONSTANTS, false);

  /// Before that, interfaces have no static methods.
  private static final int JAVA_8 = 52;

  /// The copy's name.
  static final String RESET = "$heddle$reset";

  private static final MethodTypeDesc INITIALIZED = MethodTypeDesc.of(CD_void, CD_Class);

  /// What never changes, and is the same in each world.
  private static final Set<String> FIXED =
      Set.of(
          "Ljava/lang/Class;",
          "Ljava/lang/System$Logger;",
          "Ljava/lang/Runtime$Version;",
          "Ljava/lang/invoke/VarHandle;",
          "Ljava/lang/invoke/MethodHandle;",
          "Ljava/lang/invoke/MethodHandles$Lookup;",
          "Ljava/lang/invoke/MethodType;",
          "Ljava/lang/foreign/MemoryLayout;",
          "Ljava/lang/foreign/StructLayout;",
          "Ljava/nio/charset/Charset;",
          "Ljava/time/format/DateTimeFormatter;",
          "Ljava/util/Locale;",
          "Ljava/util/logging/Logger;",
          "Ljava/util/regex/Pattern;",
          "Lorg/slf4j/Logger;");

  /// What never changes, and may come from the clock or from chance; as may primitive values.
  private static final Set<String> VALUES =
      Set.of(
          "Ljava/lang/String;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Boolean;",
          "Ljava/math/BigInteger;",
          "Ljava/math/BigDecimal;",
          "Ljava/net/URI;",
          "Ljava/nio/file/Path;",
          "Ljava/time/Duration;",
          "Ljava/time/Instant;",
          "Ljava/util/UUID;");

  static StaticState of(ClassModel model) {
    boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
    if (inInterface && model.majorVersion() < JAVA_8) {
      return NONE;
    }
    boolean differs = Computed.mayDiffer(model);
    boolean changes = model.fields().stream().anyMatch(field -> mayChange(field, differs));
    if (!model.flags().has(AccessFlag.ENUM)) {
      return new StaticState(changes, false, NO_CONSTANTS, inInterface);
    }
    if (!EnumConstants.have(model)) { // a constant with a body
      return new StaticState(changes, true, NO_CONSTANTS, false);
    }
    EnumConstants constants = EnumConstants.of(model);
    boolean some = changes || constantsMayChange(model);
    return some && !constants.made().isEmpty()
        ? new StaticState(true, true, constants, false)
        : NONE;
  }

  /// @param differs whether what the initializer computes may differ from world to world
  private static boolean mayChange(FieldModel field, boolean differs) {
    AccessFlags flags = field.flags();
    if (!flags.has(AccessFlag.STATIC)
        || field.findAttribute(Attributes.constantValue()).isPresent()
        || field.fieldName().equalsString("$assertionsDisabled")
        || EnumConstants.isConstant(field)
        || EnumConstants.isArrayOfAll(field)) {
      return false;
    }
    return !flags.has(AccessFlag.FINAL) || (isValue(field) ? differs : !isFixed(field));
  }

  /// Those with bodies may have state there.
  private static boolean constantsMayChange(ClassModel model) {
    return !model.flags().has(AccessFlag.FINAL)
        || model.fields().stream()
            .anyMatch(field ->
                !field.flags().has(AccessFlag.STATIC)
                    && !(field.flags().has(AccessFlag.FINAL)
                        && (isValue(field) || isFixed(field))));
  }

  private static boolean isValue(FieldModel field) {
    String type = field.fieldType().stringValue();
    return type.length() == 1 || VALUES.contains(type);
  }

  private static boolean isFixed(FieldModel field) {
    return FIXED.contains(field.fieldType().stringValue());
  }

  boolean isInitializer(MethodModel method) {
    return changes && method.methodName().equalsString("<clinit>");
  }

  boolean isConstructor(MethodModel method) {
    return renews && method.methodName().equalsString("<init>");
  }

  /// Adds the copy of the initializer. As the JVM does, it begins with fields that are 0 or null.
  void addReset(
      ClassBuilder builder, ClassModel model, MethodModel initializer, CodeTransform code) {
    builder.withMethod(
        RESET,
        MethodTypeDesc.of(CD_void),
        ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC | (inInterface ? ClassFile.ACC_PRIVATE : 0),
        copy ->
            copy.transformCode(
                initializer.code().orElseThrow(),
                code.andThen(JdkRewriter.atStart(begin -> clear(begin, model)))
                    .andThen(
                        inInterface ? InterfaceFields.writing(model) : constants.renewing(model))));
  }

  /// Adds an initializer that reports, and its copy, to a class that has none.
  void addBoth(ClassBuilder builder, ClassModel model) {
    builder.withMethodBody(
        "<clinit>",
        MethodTypeDesc.of(CD_void),
        ClassFile.ACC_STATIC,
        code -> {
          report(code, model);
          code.return_();
        });
    builder.withMethodBody(
        RESET,
        MethodTypeDesc.of(CD_void),
        ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
        code -> {
          clear(code, model);
          code.return_();
        });
  }

  private static void clear(CodeBuilder code, ClassModel model) {
    for (FieldModel field : model.fields()) {
      if (isVariable(field) && !EnumConstants.isArrayOfAll(field)) {
        EnumConstants.zero(code, field);
        code.putstatic(
            model.thisClass().asSymbol(), field.fieldName().stringValue(), field.fieldTypeSymbol());
      }
    }
  }

  /// Whether the copy of the initializer writes it.
  static boolean isVariable(FieldModel field) {
    return field.flags().has(AccessFlag.STATIC)
        && field.findAttribute(Attributes.constantValue()).isEmpty()
        && !EnumConstants.isConstant(field);
  }

  /// Whether the copy of the initializer, or of a constructor, writes it.
  private boolean isWritten(FieldModel field) {
    return field.flags().has(AccessFlag.STATIC) ? changes && isVariable(field) : renews;
  }

  /// Lets the initializer report that it has run, so that the copies run in the same order.
  CodeTransform reporting(ClassModel model) {
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        report(code, model);
      }
      code.with(element);
    };
  }

  private static void report(CodeBuilder code, ClassModel model) {
    code.loadConstant(model.thisClass().asSymbol())
        .invokestatic(Calls.HOOKS, "initialized", INITIALIZED);
  }

  /// Takes a part of the class that is not a method with code; a field loses `final` if the copy
  /// writes it.
  void add(ClassBuilder builder, ClassElement element) {
    if (inInterface || !(element instanceof FieldModel field) || !isWritten(field)) {
      builder.with(element);
      return;
    }
    builder.withField(
        field.fieldName(),
        field.fieldType(),
        copy -> {
          for (FieldElement part : field) {
            copy.with(part);
          }
          copy.withFlags(field.flags().flagsMask() & ~ClassFile.ACC_FINAL);
        });
  }
}
