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
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Set;

/// A class' static state, which a world must find as the first one did. If a class has some that
/// may change, it gets a copy of its initializer that can be run again, and its fields lose
/// `final`. A class that is loaded already cannot be changed like that. Immutable.
record StaticState(boolean changes) {
  static final StaticState NONE = new StaticState(false);

  /// The copy's name.
  static final String RESET = "$heddle$reset";

  private static final MethodTypeDesc INITIALIZED = MethodTypeDesc.of(CD_void, CD_Class);

  /// What is the same in each world, and so may stay.
  private static final Set<String> IMMUTABLE =
      Set.of(
          "Ljava/lang/String;",
          "Ljava/lang/Class;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/System$Logger;",
          "Ljava/lang/Runtime$Version;",
          "Ljava/lang/invoke/VarHandle;",
          "Ljava/lang/invoke/MethodHandle;",
          "Ljava/lang/invoke/MethodHandles$Lookup;",
          "Ljava/lang/invoke/MethodType;",
          "Ljava/lang/foreign/MemoryLayout;",
          "Ljava/lang/foreign/StructLayout;",
          "Ljava/math/BigInteger;",
          "Ljava/math/BigDecimal;",
          "Ljava/net/URI;",
          "Ljava/nio/charset/Charset;",
          "Ljava/nio/file/Path;",
          "Ljava/time/Duration;",
          "Ljava/time/Instant;",
          "Ljava/time/format/DateTimeFormatter;",
          "Ljava/util/Locale;",
          "Ljava/util/UUID;",
          "Ljava/util/logging/Logger;",
          "Ljava/util/regex/Pattern;",
          "Lorg/slf4j/Logger;");

  static StaticState of(ClassModel model) {
    boolean fixed =
        model.flags().has(AccessFlag.INTERFACE)
            || model.flags().has(AccessFlag.ENUM)
            || model.flags().has(AccessFlag.ANNOTATION);
    return new StaticState(!fixed && model.fields().stream().anyMatch(StaticState::mayChange));
  }

  private static boolean mayChange(FieldModel field) {
    AccessFlags flags = field.flags();
    if (!flags.has(AccessFlag.STATIC)
        || field.findAttribute(Attributes.constantValue()).isPresent()
        || field.fieldName().equalsString("$assertionsDisabled")) {
      return false;
    }
    String type = field.fieldType().stringValue();
    return !flags.has(AccessFlag.FINAL) || (type.length() > 1 && !IMMUTABLE.contains(type));
  }

  boolean isInitializer(MethodModel method) {
    return changes && method.methodName().equalsString("<clinit>");
  }

  /// Adds the copy of the initializer. As the JVM does, it begins with fields that are 0 or null.
  void addReset(
      ClassBuilder builder, ClassModel model, MethodModel initializer, CodeTransform code) {
    builder.withMethod(
        RESET,
        MethodTypeDesc.of(CD_void),
        ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
        copy ->
            copy.transformCode(
                initializer.code().orElseThrow(),
                code.andThen(JdkRewriter.atStart(begin -> clear(begin, model)))));
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
      if (isVariable(field)) {
        TypeKind kind = TypeKind.from(field.fieldTypeSymbol()).asLoadable();
        switch (kind) {
          case LONG -> code.lconst_0();
          case FLOAT -> code.fconst_0();
          case DOUBLE -> code.dconst_0();
          case REFERENCE -> code.aconst_null();
          default -> code.iconst_0();
        }
        code.putstatic(
            model.thisClass().asSymbol(), field.fieldName().stringValue(), field.fieldTypeSymbol());
      }
    }
  }

  /// Whether the copy writes it.
  private static boolean isVariable(FieldModel field) {
    return field.flags().has(AccessFlag.STATIC)
        && field.findAttribute(Attributes.constantValue()).isEmpty();
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
    if (!changes || !(element instanceof FieldModel field) || !isVariable(field)) {
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
