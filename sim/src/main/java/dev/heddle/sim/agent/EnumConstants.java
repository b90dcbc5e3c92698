package dev.heddle.sim.agent;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/// The constants of an enum, which are the same objects in all worlds: where the initializer makes
/// them, its copy runs their constructors again, which have copies that are methods. Immutable.
///
/// @param made in the order in which the initializer makes them
record EnumConstants(List<Constant> made) {
  private static final String ENUM = "java/lang/Enum";

  /// The copies' name.
  private static final String RENEW = "$heddle$renew";

  /// @param name the field
  /// @param type its class, which is one of its own if the constant has a body
  private record Constant(String name, ClassDesc type) {}

  /// Whether a class is an enum, rather than that of a constant with a body.
  static boolean have(ClassModel model) {
    return superclass(model).equals(ENUM);
  }

  /// @return those that the initializer makes as compilers do; none else
  static EnumConstants of(ClassModel model) {
    List<Constant> made = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      if (method.methodName().equalsString("<clinit>") && method.code().isPresent()) {
        ClassDesc constructed = null;
        for (CodeElement element : method.code().get()) {
          if (element instanceof FieldInstruction field
              && constructed != null
              && puts(field, model)) {
            made.add(new Constant(field.name().stringValue(), constructed));
          }
          if (element instanceof Instruction) {
            constructed =
                element instanceof InvokeInstruction call && constructs(call)
                    ? call.owner().asSymbol()
                    : null;
          }
        }
      }
    }
    long all = model.fields().stream().filter(EnumConstants::isConstant).count();
    return new EnumConstants(made.size() == all ? List.copyOf(made) : List.of());
  }

  private static boolean puts(FieldInstruction field, ClassModel model) {
    return field.opcode() == Opcode.PUTSTATIC
        && field.owner().equals(model.thisClass())
        && model.fields().stream()
            .anyMatch(each -> isConstant(each) && each.fieldName().equals(field.name()));
  }

  private static boolean constructs(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESPECIAL && call.name().equalsString("<init>");
  }

  /// Whether a field is a constant, which stays.
  static boolean isConstant(FieldModel field) {
    return field.flags().has(AccessFlag.ENUM);
  }

  /// Whether a field is the array of all constants, which only the initializer writes.
  static boolean isArrayOfAll(FieldModel field) {
    return field.flags().has(AccessFlag.SYNTHETIC)
        && field.flags().has(AccessFlag.STATIC)
        && field.fieldType().stringValue().startsWith("[L");
  }

  private static String superclass(ClassModel model) {
    return model.superclass().map(found -> found.asInternalName()).orElse("");
  }

  /// Lets the initializer's copy run the constructors' copies for the constants that there are.
  CodeTransform renewing(ClassModel model) {
    return made.isEmpty()
        ? CodeTransform.ACCEPT_ALL
        : CodeTransform.ofStateful(() -> new Renewing(model.thisClass().asSymbol()));
  }

  /// Adds a constructor's copy: a method that does the same with an object that was made before.
  static void addCopy(
      ClassBuilder builder, ClassModel model, MethodModel constructor, CodeTransform code) {
    builder.withMethod(
        RENEW,
        constructor.methodTypeSymbol(),
        ClassFile.ACC_SYNTHETIC,
        copy ->
            copy.transformCode(
                constructor.code().orElseThrow(),
                code.andThen(JdkRewriter.atStart(begin -> clear(begin, model)))
                    .andThen((to, element) -> delegate(to, element, model))));
  }

  /// As a new object, it begins with fields that are 0 or null.
  private static void clear(CodeBuilder code, ClassModel model) {
    for (FieldModel field : model.fields()) {
      if (!field.flags().has(AccessFlag.STATIC)) {
        code.aload(0);
        zero(code, field);
        code.putfield(
            model.thisClass().asSymbol(), field.fieldName().stringValue(), field.fieldTypeSymbol());
      }
    }
  }

  /// Puts on the stack what a field begins with.
  static void zero(CodeBuilder code, FieldModel field) {
    switch (TypeKind.from(field.fieldTypeSymbol()).asLoadable()) {
      case LONG -> code.lconst_0();
      case FLOAT -> code.fconst_0();
      case DOUBLE -> code.dconst_0();
      case REFERENCE -> code.aconst_null();
      default -> code.iconst_0();
    }
  }

  /// In the place of the other constructor that a constructor calls.
  private static void delegate(CodeBuilder code, CodeElement element, ClassModel model) {
    if (!(element instanceof InvokeInstruction call) || !constructs(call)) {
      code.with(element);
      return;
    }
    String owner = call.owner().asInternalName();
    if (owner.equals(ENUM)) { // it has got its name and its number
      code.pop2().pop();
    } else if (owner.equals(model.thisClass().asInternalName())
        || owner.equals(superclass(model))) {
      code.invokespecial(call.owner().asSymbol(), RENEW, call.typeSymbol());
    } else {
      code.with(element);
    }
  }

  /// The initializer's copy on its way through.
  private final class Renewing implements CodeTransform {
    private final ClassDesc type;
    private int next;
    private boolean within; // the constant's constructor has not been called

    Renewing(ClassDesc type) {
      this.type = type;
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
      if (next == made.size()) {
        code.with(element);
        return;
      }
      Constant constant = made.get(next);
      if (element instanceof NewObjectInstruction created
          && !within
          && created.className().asSymbol().equals(constant.type)) {
        code.getstatic(type, constant.name, type);
        if (!constant.type.equals(type)) {
          code.checkcast(constant.type);
        }
        within = true;
      } else if (element instanceof InvokeInstruction call
          && within
          && constructs(call)
          && call.owner().asSymbol().equals(constant.type)) {
        code.invokevirtual(constant.type, RENEW, call.typeSymbol());
        within = false;
      } else if (element instanceof FieldInstruction field
          && field.opcode() == Opcode.PUTSTATIC
          && field.name().equalsString(constant.name)) {
        code.pop();
        next++;
      } else {
        code.with(element);
      }
    }
  }
}
