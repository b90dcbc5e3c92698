package dev.heddle.sim.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApplicationRewriterTest {
  /// What javac makes of a synchronized block: two ranges whose handler leaves the monitor.
  static final class Counter {
    private final Object lock = new Object();
    private int count;

    int add(int more) {
      synchronized (lock) {
        count += more;
      }
      return count;
    }
  }

  /// Before its classes are used, so that they find its hooks where worlds do.
  @BeforeAll
  static void startAgent() {
    SelfAttach.require();
  }

  /// Static state that a world resets.
  static final class Named {
    static final long START = System.nanoTime();
  }

  /// As a mocking library or a debugger wants it: the JVM lets nobody add or take away methods
  /// then.
  @Test
  void aClassThatIsLoadedHasTheSameMethodsWhenItIsRewrittenAgain() throws IOException {
    var rewriter = new ApplicationRewriter();
    ClassLoader loader = Named.class.getClassLoader();
    byte[] bytes = bytes(Named.class);
    assertThat(methods(rewriter.rewrite(loader, bytes, true))).as("loaded before").hasSize(2);
    List<String> first = methods(rewriter.rewrite(loader, bytes, false));
    assertThat(first).contains(StaticState.RESET);
    assertThat(methods(rewriter.rewrite(loader, bytes, true))).isEqualTo(first);
  }

  private static List<String> methods(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .map(method -> method.methodName().stringValue())
        .toList();
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in =
        type.getResourceAsStream(type.getName().replaceFirst(".*\\.", "") + ".class")) {
      return in.readAllBytes();
    }
  }

  @Test
  void theRangeThatAMonitorIsHeldForEndsWhereItIsLeft() throws IOException {
    CodeModel code = rewritten("add");
    List<CodeElement> elements = code.elementList();

    List<Opcode> last = new ArrayList<>();
    for (ExceptionCatch range : code.exceptionHandlers()) {
      last.add(lastBefore(range.tryEnd(), elements).opcode());
    }

    // Were anything behind that in the range, the JVM would only interpret the method.
    assertThat(last).hasSize(2).containsOnly(Opcode.MONITOREXIT);
  }

  @Test
  void aThreadMayBePreemptedWhenItHasLeftAMonitor() throws IOException {
    List<Instruction> instructions = new ArrayList<>();
    for (CodeElement element : rewritten("add").elementList()) {
      if (element instanceof Instruction instruction) {
        instructions.add(instruction);
      }
    }

    for (int i = 0; i < instructions.size(); i++) {
      if (instructions.get(i).opcode() == Opcode.MONITOREXIT) {
        assertThat(instructions.get(i + 2)) // behind the number of its site
            .isInstanceOfSatisfying(
                InvokeInstruction.class,
                call -> assertThat(call.name().stringValue()).isEqualTo("point"));
      }
    }
  }

  private static Instruction lastBefore(Label end, List<CodeElement> elements) {
    Instruction last = null;
    for (CodeElement element : elements) {
      if (element instanceof LabelTarget target && target.label().equals(end)) {
        break;
      }
      if (element instanceof Instruction instruction) {
        last = instruction;
      }
    }
    assertThat(last).isNotNull();
    return last;
  }

  private static CodeModel rewritten(String name) throws IOException {
    String file = "ApplicationRewriterTest$Counter.class";
    try (InputStream in = ApplicationRewriterTest.class.getResourceAsStream(file)) {
      byte[] rewritten =
          new ApplicationRewriter()
              .rewrite(ApplicationRewriterTest.class.getClassLoader(), in.readAllBytes(), false);
      for (MethodModel method : ClassFile.of().parse(rewritten).methods()) {
        if (method.methodName().equalsString(name)) {
          return method.code().orElseThrow();
        }
      }
    }
    throw new AssertionError("no method " + name);
  }
}
