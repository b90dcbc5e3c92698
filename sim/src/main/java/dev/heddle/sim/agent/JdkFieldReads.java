package dev.heddle.sim.agent;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Static fields of the JDK of which each world, or each host of it, has its own: what is read from
/// them is replaced. Stateless.
final class JdkFieldReads {
  private static final ClassDesc POOL = ClassDesc.of("java.util.concurrent.ForkJoinPool");
  private static final ClassDesc KEEP_ALIVE = ClassDesc.of("sun.net.www.http.KeepAliveCache");
  private static final ClassDesc HOOKS_AT_EXIT = ClassDesc.of("java.util.IdentityHashMap");
  private static final ClassDesc UDP_FACTORY = ClassDesc.of("java.net.DatagramSocketImplFactory");
  private static final MethodTypeDesc NUMBER = MethodTypeDesc.of(CD_int, CD_int);

  private JdkFieldReads() {}

  /// @param type the class in which the field is read
  /// @return false if the instruction stays as it is
  static boolean replace(String type, CodeBuilder code, FieldInstruction field) {
    if (field.opcode() != Opcode.GETSTATIC) {
      return false;
    }
    String name = field.name().stringValue();
    ClassDesc of = field.typeSymbol();
    if (of.equals(POOL) && (name.equals("common") || name.equals("ASYNC_POOL"))) {
      own(code, field, "pool", MethodTypeDesc.of(POOL, POOL));
    } else if (of.equals(KEEP_ALIVE)) {
      own(code, field, "keptAlive", MethodTypeDesc.of(CD_Object, CD_Object));
      code.checkcast(KEEP_ALIVE);
    } else if (name.equals("LEAF_TARGET")) { // what it was when its class was loaded
      code.invokestatic(POOL, "getCommonPoolParallelism", MethodTypeDesc.of(CD_int))
          .iconst_2()
          .ishl();
    } else if (type.equals("java/net/DatagramSocket") && name.equals("factory")) {
      own(code, field, "datagramFactory", MethodTypeDesc.of(UDP_FACTORY, UDP_FACTORY));
    } else if (type.equals("java/lang/ApplicationShutdownHooks") && name.equals("hooks")) {
      own(code, field, "shutdownHooks", MethodTypeDesc.of(HOOKS_AT_EXIT, HOOKS_AT_EXIT));
    } else if (type.equals("java/util/concurrent/Phaser") && name.equals("NCPU")) {
      own(code, field, "processors", NUMBER);
    } else if (type.equals("java/util/concurrent/Phaser") && name.equals("SPINS_PER_ARRIVAL")) {
      own(code, field, "spins", NUMBER);
    } else {
      return false;
    }
    return true;
  }

  private static void own(
      CodeBuilder code, FieldInstruction field, String hook, MethodTypeDesc type) {
    code.with(field).invokestatic(Calls.HOOKS, hook, type);
  }
}
