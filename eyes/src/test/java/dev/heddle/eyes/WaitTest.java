package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.probe.facts.WaitKind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is waited for, in the words of the program's source.
class WaitTest {
  @ParameterizedTest
  @CsvSource({
    "java.lang.Object@1f, Object@1f",
    "[I@1f, int[]@1f",
    "[[Ljava.util.concurrent.locks.Lock;@1f, Lock[][]@1f",
    "java.lang.Class for com.acme.Stock$Shelf@1f, class com.acme.Stock$Shelf",
    "java.util.concurrent.locks.ReentrantLock$NonfairSync@1f, ReentrantLock@1f"
  })
  void anObjectIsCalledByItsClass(String on, String words) {
    var wait = new Wait(WaitKind.MONITOR, on, "", List.of(7L));
    assertThat(wait.text()).isEqualTo("the monitor of " + words + ", held by #7");
  }
}
