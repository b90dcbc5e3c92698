#!/bin/sh
# JDK 25.0.3 (Temurin), java.lang.LiveStackFrame, the JDK's internal stack walker with local variables (--add-opens).
#
# In a compiled frame, a variable that the method no longer uses is gone. getLocals is documented to give null for it, and gives
# a primitive slot with the value 0 instead, for references as well, and for "this", too. So slot 0 of an instance method may
# be a number, and an int that is 0 and an object that was dropped look the same.
#
# Seen: "interpreted: this is a Receiver", "compiled: this is a primitive slot with the value 0". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Receiver.java <<'END'
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Method;

public class Receiver {
  private static StackWalker walker;
  private static Method locals;
  private static Object slot;

  public static void main(String[] args) throws Exception {
    Class<?> type = Class.forName("java.lang.LiveStackFrame");
    Method getter = type.getDeclaredMethod("getStackWalker");
    getter.setAccessible(true);
    walker = (StackWalker) getter.invoke(null);
    locals = type.getDeclaredMethod("getLocals");
    locals.setAccessible(true);
    new Receiver().work();
    boolean primitive = Class.forName("java.lang.LiveStackFrame$PrimitiveSlot").isInstance(slot);
    System.out.println(
        "this is " + (primitive ? "a primitive slot with the value " + slot : "a " + slot.getClass().getName()));
  }

  /// Does not use `this` after the call begins.
  private void work() {
    look();
  }

  private static void look() {
    walker.forEach(Receiver::visit);
  }

  private static void visit(StackFrame frame) {
    if (frame.getMethodName().equals("work")) {
      try {
        slot = ((Object[]) locals.invoke(frame))[0];
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
END
"$JAVA_HOME/bin/javac" Receiver.java
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
run() { "$JAVA_HOME/bin/java" --add-opens java.base/java.lang=ALL-UNNAMED "$@" -cp . Receiver; }
interpreted=$(run -Xint)
compiled=$(run -Xcomp -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,Receiver::work)
echo "interpreted: $interpreted"
echo "compiled: $compiled"
[ "$interpreted" = "this is a Receiver" ] && [ "$compiled" = "this is a primitive slot with the value 0" ]
