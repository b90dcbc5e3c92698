package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What a program can write into its own dump by the names of its threads.
class ThreadDumpTest {
  private static final String REST = " prio=5 os_prio=0 cpu=1.50ms elapsed=2.00s tid=0x00007f ";

  @Test
  void aNameThatLooksLikeTheBeginningOfAThreadIsAName() {
    String name = "x\" #99999999999999999999 prio=5 cpu=1.2.3ms nid=0xfffffffffffffffffff \ny";
    ThreadDump dump = ThreadDump.parse('"' + name + "\" #21" + REST + "nid=77 runnable");
    assertThat(dump.threads())
        .singleElement()
        .satisfies(thread -> assertThat(thread.name).isEqualTo(name))
        .satisfies(thread -> assertThat(thread.id).isEqualTo(21))
        .satisfies(thread -> assertThat(thread.cpuMillis).isEqualTo(1.5))
        .satisfies(thread -> assertThat(thread.system).isEqualTo(77));
  }

  @Test
  void numbersThatNoJvmPrintsAreNoNumbers() {
    String forged = "\"x\" #21 prio=5 cpu=1.2.3ms tid=0x1 nid=0xfffffffffffffffffff \n";
    ThreadDump dump = ThreadDump.parse(forged + "   Carrying virtual thread #" + "9".repeat(30));
    assertThat(dump.threads())
        .singleElement()
        .satisfies(thread -> assertThat(thread.cpuMillis).isNegative())
        .satisfies(thread -> assertThat(thread.system).isNegative())
        .satisfies(thread -> assertThat(thread.carries).isZero());
  }

  @Test
  void aThreadThatCarriesAVirtualOneHasNoNid() {
    String header = "\"carrier\" #23 [4711] daemon" + REST + " [0x0000]\n";
    ThreadDump dump =
        ThreadDump.parse(
            "\"before\" #21"
                + REST
                + "nid=77 runnable\n"
                + header
                + "   Carrying virtual thread #22\n\tat java.lang.Thread.run(Thread.java:1)\n"
                + "   Mounted virtual thread #22\n\tat Mine.run(Mine.java:2)\n");
    assertThat(dump.threads()).extracting(thread -> thread.id).containsExactly(21L, 23L, 22L);
    assertThat(dump.threads().getLast().carrier).isEqualTo(23);
    assertThat(dump.threads().get(1).carries).isEqualTo(22);
    assertThat(dump.threads().get(1).system).isEqualTo(4711);
  }
}
