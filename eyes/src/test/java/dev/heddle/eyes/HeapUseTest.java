package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapUseTest {
  @Test
  void theGenerationsAreAddedAndTheMetaspaceIsNot() {
    assertThat(
            HeapUse.bytes(
                """
                 def new generation   total 19648K, used 1405K [0x00000000fc000000, 0x0)
                  eden space 17472K,   8% used [0x00000000fc000000, 0x00000000fc15f790)
                 tenured generation   total 43712K, used 1000K [0x00000000fd550000, 0x0)
                   the space 43712K,   0% used [0x00000000fd550000, 0x00000000fd550000)
                 Metaspace       used 125K, committed 320K, reserved 1114112K
                  class space    used 3K, committed 128K, reserved 1048576K
                """))
        .isEqualTo(2405 << 10);
  }

  @Test
  void eachCollectorHasItsWords() {
    assertThat(
            HeapUse.bytes(
                "garbage-first heap   total reserved 65536K, committed 65536K, used 2190K [0x0)"))
        .isEqualTo(2190 << 10);
    assertThat(HeapUse.bytes(" ZHeap           used 2M, capacity 64M, max capacity 64M\n"))
        .isEqualTo(2 << 20);
    assertThat(
            HeapUse.bytes(
                "Shenandoah Heap\n 65536K max, 65536K soft max, 65536K committed, 2048K used"))
        .isEqualTo(2 << 20);
  }

  @Test
  void unknownWordsAreNothing() {
    assertThat(HeapUse.bytes("epsilon")).isZero();
  }
}
