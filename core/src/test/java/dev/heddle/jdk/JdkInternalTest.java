package dev.heddle.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import org.junit.jupiter.api.Test;

class JdkInternalTest {
  @Test
  void whatIsThereNeedsNothing() {
    JdkInternal inside =
        JdkInternal.find(
            "java.lang",
            () ->
                MethodHandles.lookup()
                    .findVirtual(Object.class, "hashCode", MethodType.methodType(int.class)));
    assertThat(inside.handle()).isNotNull();
    assertThat(inside.need()).isEmpty();
  }

  @Test
  void whatIsClosedNeedsAnOption() {
    JdkInternal inside =
        JdkInternal.find(
            "java.lang",
            () -> {
              throw new InaccessibleObjectException("not opened");
            });
    assertThat(inside.handle()).isNull();
    assertThat(inside.need())
        .isEqualTo("needs this JVM option: " + JvmOptions.addOpens("java.lang"))
        .contains("--add-opens java.base/java.lang=");
  }

  @Test
  void whatIsNotThereNeedsAnotherJdkAndNoOption() {
    JdkInternal inside =
        JdkInternal.find(
            "java.lang",
            () -> {
              throw new NoSuchMethodException("java.lang.VirtualThread.gone()");
            });
    assertThat(inside.handle()).isNull();
    assertThat(inside.need()).contains("another JDK").doesNotContain("--add-opens");
  }
}
