package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final StackTraceElement RUN =
      new StackTraceElement("java.lang.VirtualThread", "run", "VirtualThread.java", 460);

  private static StackTraceElement frame(String type, String method) {
    return new StackTraceElement(type, method, null, -1);
  }

  /// As a dump of JDK 25 shows a virtual thread that was started with a method reference.
  @Test
  void framesThatOnlyDumpsShowAreNotTheInnermostOne() {
    List<StackTraceElement> dumped =
        List.of(
            frame("com.acme.Shop$$Lambda/0x0000000027042000", "run"),
            frame("java.lang.Thread", "runWith"),
            RUN);
    assertThat(Frames.innermost(dumped)).isEqualTo(Frames.innermost(List.of(RUN)));
  }
}
