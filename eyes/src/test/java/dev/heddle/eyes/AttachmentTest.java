package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private static final String TIMEOUT = "sun.tools.attach.attachTimeout";

  @BeforeEach
  void doesNotWaitForLong() {
    System.setProperty(TIMEOUT, "500");
  }

  @AfterEach
  void waitsAsEver() {
    System.clearProperty(TIMEOUT);
  }

  /// It was running when it was looked at first.
  @Test
  void aProcessThatIsStoppedBeforeItAnswersIsCalledThat() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform")) {
      Proc.checkJvm(child.pid());
      String pid = Long.toString(child.pid());
      assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
      assertThatExceptionOfType(LookException.class)
          .isThrownBy(() -> Attachment.to(child.pid()))
          .withMessageStartingWith("process " + pid + " is stopped and cannot answer");
    }
  }
}
