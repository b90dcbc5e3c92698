package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_CallSite;
import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.heddle.sim.hooks.InterfaceField;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/// Code that reads and writes an interface's fields: the JVM lets nobody write them but the
/// initializer, so what worlds renew lies in an [InterfaceField]. Thread-safe.
final class InterfaceFields {
  /// Since then, class files have call sites that are linked when they are used.
  static final int JAVA_7 = 51;

  private static final ClassDesc FIELD = InterfaceField.class.describeConstable().orElseThrow();
  private static final DirectMethodHandleDesc READ =
      ConstantDescs.ofCallsiteBootstrap(FIELD, "read", CD_CallSite, CD_Class, CD_String);
  private static final DirectMethodHandleDesc WRITE =
      ConstantDescs.ofCallsiteBootstrap(FIELD, "write", CD_CallSite);

  private final Fields fields;

  InterfaceFields(Fields fields) {
    this.fields = fields;
  }

  /// Behind each read of such a field comes the choice between what was read and what is now.
  CodeTransform reading(@Nullable ClassLoader loader) {
    return (code, element) -> {
      code.with(element);
      if (element instanceof FieldInstruction field && field.opcode() == Opcode.GETSTATIC) {
        String name = field.name().stringValue();
        String declaring = fields.renewedIn(loader, field.owner().asInternalName(), name);
        if (declaring != null) {
          ClassDesc type = field.typeSymbol();
          code.invokedynamic(
              DynamicCallSiteDesc.of(
                  READ,
                  name,
                  MethodTypeDesc.of(type, type),
                  field.owner().asSymbol(),
                  declaring.replace('/', '.')));
        }
      }
    };
  }

  /// In the copy of the initializer of an interface.
  static CodeTransform writing(ClassModel model) {
    return (code, element) -> {
      if (element instanceof FieldInstruction field
          && field.opcode() == Opcode.PUTSTATIC
          && field.owner().equals(model.thisClass())) {
        code.invokedynamic(
            DynamicCallSiteDesc.of(
                WRITE, field.name().stringValue(), MethodTypeDesc.of(CD_void, field.typeSymbol())));
      } else {
        code.with(element);
      }
    };
  }
}
