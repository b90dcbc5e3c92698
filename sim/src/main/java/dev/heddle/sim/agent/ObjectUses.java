package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;

/// Tells the world which object a call is about to use, so that it can see whether another thread
/// uses it, too. Stateless.
final class ObjectUses {
  private static final MethodTypeDesc USING = MethodTypeDesc.of(CD_void, CD_Object, CD_int);

  private ObjectUses() {}

  /// Whether it is a call on an object of the JDK's that may not be made for several threads.
  static boolean isOne(InvokeInstruction call) {
    return (call.opcode() == Opcode.INVOKEVIRTUAL || call.opcode() == Opcode.INVOKEINTERFACE)
        && SharedActions.mayBeUnsafe(call.owner().asInternalName());
  }

  /// @param site the number of the place
  static void tell(CodeBuilder code, InvokeInstruction call, int site) {
    MethodTypeDesc type = call.typeSymbol();
    int count = type.parameterCount();
    int[] locals = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      TypeKind kind = TypeKind.from(type.parameterType(i));
      locals[i] = code.allocateLocal(kind);
      code.storeLocal(kind, locals[i]);
    }
    code.dup().loadConstant(site).invokestatic(Calls.HOOKS, "using", USING);
    for (int i = 0; i < count; i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), locals[i]);
    }
  }
}
