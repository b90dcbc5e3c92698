package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A loop's own thread must not queue for a monitor for which its virtual threads queue as well:
/// see [dev.heddle.jdk.Carriers]. So each class with a monitor is one of these, for a reason.
class MonitorsTest {
  private static final Path CLASSES = Path.of("target/classes");

  private static final Set<String> NOT_IN_LOOPS =
      Set.of(
          "dev/heddle/engine/virtual/VirtualTransport", // another engine's
          "dev/heddle/loop/linux/Successor", // by the thread that hands sockets over
          "dev/heddle/keys/KeyWatch", // by the thread that follows keys
          "dev/heddle/serving/KeyFollower$Followed", // likewise, and who starts a server
          "dev/heddle/serving/IdleWatch"); // by heddle-housekeeping

  private static final Set<String> NEVER_BY_THE_LOOPS_OWN_THREAD =
      Set.of(
          "dev/heddle/connection/Housekeeping", // servers and clients begin and end there
          "dev/heddle/connection/ThreadSession", // the handler's thread, and who aborts it
          "dev/heddle/openssl/OpenSslEngines", // the handler's thread begins TLS
          "dev/heddle/serving/Admission", // a server that has started
          "dev/heddle/serving/RefCounted"); // who uses an engine

  private static final Set<String> NEVER_BY_ITS_VIRTUAL_THREADS =
      Set.of(
          "dev/heddle/connection/Session", // the loop that accepts, and heddle-housekeeping
          "dev/heddle/serving/AcceptLog", // the loop that accepts, and heddle-log
          "dev/heddle/loop/EventLoop", // makes its threads once, before there are any
          "dev/heddle/jdk/LogThread"); // starts the thread once, likewise

  @Test
  void aLoopAndItsVirtualThreadsQueueForNoMonitorTogether() throws IOException {
    var known = new TreeSet<String>();
    known.addAll(NOT_IN_LOOPS);
    known.addAll(NEVER_BY_THE_LOOPS_OWN_THREAD);
    known.addAll(NEVER_BY_ITS_VIRTUAL_THREADS);
    assertThat(classesWithMonitors()).containsExactlyElementsOf(known);
  }

  private static List<String> classesWithMonitors() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : (Iterable<Path>) files.filter(MonitorsTest::isClass)::iterator) {
        ClassModel type = ClassFile.of().parse(file);
        if (type.methods().stream().anyMatch(MonitorsTest::takesMonitor)) {
          found.add(type.thisClass().asInternalName());
        }
      }
    }
    return found.stream().sorted().toList();
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class");
  }

  private static boolean takesMonitor(MethodModel method) {
    return method.flags().has(AccessFlag.SYNCHRONIZED)
        || method.code().stream()
            .flatMap(code -> code.elementStream())
            .anyMatch(element ->
                element instanceof MonitorInstruction monitor
                    && monitor.opcode() == Opcode.MONITORENTER);
  }
}
