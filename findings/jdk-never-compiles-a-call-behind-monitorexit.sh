#!/bin/sh
# JDK 25.0.3 (Temurin), java.lang.classfile and the JIT compilers.
#
# Agents that put a call behind an instruction do so with a CodeTransform: code.with(element), then the call. Behind a
# monitorexit that looks harmless: the class verifies and runs. But javac's range for "leave the monitor if this block
# throws" includes its monitorexit and ends just behind it, at a label which comes next, and so behind the new call. Were
# the call to throw, the monitor would be left twice. Both compilers refuse such a method for ever, and the interpreter runs
# it: an int is counted up in a synchronized block, and nothing but -XX:+PrintCompilation tells why it is so slow. Virtual
# threads that yield below such a frame are copied the slow way, too.
#
# Seen: "as javac made it: compiled by C2", "with a call behind monitorexit: C1: invalid parsing; C2: cannot parse method: not
# compilable (unbalanced monitors)". Emitting the call before the next instruction instead helps. Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir plain called
cat >Counter.java <<'END'
public class Counter {
  private final Object lock = new Object();
  private int count;

  void add() {
    synchronized (lock) {
      count++;
    }
  }

  public static void main(String[] args) {
    Counter counter = new Counter();
    for (int i = 0; i < 3_000_000; i++) {
      counter.add();
    }
    System.out.println("counted " + counter.count);
  }
}
END
cat >Call.java <<'END'
import java.lang.classfile.*;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.*;
import java.nio.file.*;

public class Call {
  public static void main(String[] args) throws Exception {
    CodeTransform call = (code, element) -> {
      code.with(element);
      if (element instanceof MonitorInstruction monitor && monitor.opcode() == Opcode.MONITOREXIT) {
        code.invokestatic(ClassDesc.of("java.lang.Thread"), "onSpinWait", MethodTypeDesc.of(ConstantDescs.CD_void));
      }
    };
    ClassFile file = ClassFile.of();
    ClassModel model = file.parse(Path.of(args[0]));
    Files.write(Path.of(args[1]), file.transformClass(model, ClassTransform.transformingMethodBodies(call)));
  }
}
END
"$JAVA_HOME/bin/javac" -d plain Counter.java
"$JAVA_HOME/bin/java" Call.java plain/Counter.class called/Counter.class
for way in plain called; do
  "$JAVA_HOME/bin/java" -Xbatch -XX:+PrintCompilation -cp $way Counter >$way.txt
  grep -q '^counted 3000000' $way.txt
done
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
plain=not
grep -qE ' 4 +Counter::add \([0-9]+ bytes\) *$' plain.txt && plain=by
echo "as javac made it: compiled $plain C2"
c1=$(sed -n 's/.* [1-3]  *Counter::add .*COMPILE SKIPPED: \(.*\) (retry.*/\1/p' called.txt | head -n 1)
c2=$(sed -n 's/.* 4  *Counter::add .*COMPILE SKIPPED: \(.*\) (retry.*/\1/p' called.txt | head -n 1)
echo "with a call behind monitorexit: C1: $c1; C2: $c2"
[ "$plain" = by ] && [ "$c1" = "invalid parsing" ] && [ "$c2" = "cannot parse method: not compilable (unbalanced monitors)" ]
