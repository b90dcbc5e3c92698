package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  @Test
  @Timeout(60)
  void aProcessThatIsStoppedBetweenTwoSamplesIsNotWaitedFor() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform");
        Attachment jvm = Attachment.to(child.pid())) {
      assertThat(jvm.jcmd("VM.version")).contains("JDK");
      String pid = Long.toString(child.pid());
      assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
      assertThatExceptionOfType(LookException.class)
          .isThrownBy(() -> jvm.jcmd("Thread.print"))
          .withMessageStartingWith("process " + pid + " is stopped and cannot answer");
    }
  }

  @Test
  void aProcessThatEndsBetweenTwoSamplesIsCalledThat() throws Exception {
    try (ChildJvm child = ChildJvm.start(List.of(), "platform");
        Attachment jvm = Attachment.to(child.pid())) {
      child.end();
      assertThatExceptionOfType(LookException.class)
          .isThrownBy(() -> jvm.jcmd("Thread.print"))
          .withMessage("process " + child.pid() + " has ended");
    }
  }
}
