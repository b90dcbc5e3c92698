#!/bin/sh
# JDK 25.0.3 (Temurin), java.lang.classfile in a ClassFileTransformer.
#
# ClassFile.of() computes stack maps when code changes, and asks for the super classes of what it finds. It does so by loading
# them. In an agent's transformer, which runs while a class is loaded, that may be the very class, and loading it again is a
# ClassCircularityError. The transformer's exception is swallowed by the JVM, and the class stays as it was. A resolver that
# reads class files instead (ClassHierarchyResolver.ofResourceParsing) has no such trouble.
#
# Seen: "default resolver: java.lang.ClassCircularityError", "resource parsing: transformed". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >Agent.java <<'END'
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

public class Agent {
  static String outcome = "not loaded";

  public static void premain(String how, Instrumentation instrumentation) {
    ClassFile file = how.equals("parsing")
        ? ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())))
        : ClassFile.of();
    CodeTransform branch = (code, element) -> {
      if (element instanceof ReturnInstruction) { // a branch, so that a stack map is needed
        code.iconst_0().ifThen(Opcode.IFNE, never -> never.nop());
      }
      code.with(element);
    };
    instrumentation.addTransformer(new ClassFileTransformer() {
      @Override
      public byte[] transform(ClassLoader loader, String name, Class<?> c, ProtectionDomain d, byte[] bytes) {
        if (!"java/net/DatagramSocket".equals(name)) {
          return null;
        }
        try {
          byte[] changed = file.transformClass(file.parse(bytes), ClassTransform.transformingMethodBodies(branch));
          outcome = "transformed";
          return changed;
        } catch (Throwable e) {
          outcome = e.getClass().getName();
          return null;
        }
      }
    });
  }
}
END
cat >Program.java <<'END'
public class Program {
  public static void main(String[] args) throws Exception {
    Class.forName("java.net.DatagramSocket");
    System.out.println(Agent.outcome);
  }
}
END
"$JAVA_HOME/bin/javac" Agent.java Program.java
printf 'Premain-Class: Agent\n' >manifest
"$JAVA_HOME/bin/jar" --create --file agent.jar --manifest manifest -C . .
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
default=$("$JAVA_HOME/bin/java" -Xshare:off "-javaagent:agent.jar=default" -cp agent.jar Program)
parsing=$("$JAVA_HOME/bin/java" -Xshare:off "-javaagent:agent.jar=parsing" -cp agent.jar Program)
echo "default resolver: $default"
echo "resource parsing: $parsing"
[ "$default" = java.lang.ClassCircularityError ] && [ "$parsing" = transformed ]
