package dev.heddle.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheyNeedToBeAndNoLineEndsInBlanks() {
    assertThat(
            Table.text(
                    List.of(
                        List.of("service", "open", "line"),
                        List.of("echo", "", ""),
                        List.of("", "", ""),
                        List.of("reverse udp", "12", "Reverse.java:7")))
                .lines())
        .containsExactly(
            "service      open  line", "echo", "", "reverse udp  12    Reverse.java:7");
  }

  @Test
  void textThatCouldActOnATerminalIsShownAndMarkupIsText() {
    assertThat(Table.text(List.of(List.of("\u001B[2Ja", "@|bold b|@"), List.of("c\n", "${d}"))))
        .isEqualTo("\\x1b[2Ja  @|bold b|@%nc\\n       ${d}".formatted());
  }

  @Test
  void withColoursTheHeadingsAndTheFirstColumnStandOut() {
    var out = new ByteArrayOutputStream();
    Table.print(
        List.of(List.of("name", "port"), List.of("echo", "7")),
        true,
        new PrintStream(out, true, StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("\033[1mname\033", "\033[1mport\033", "\033[1mecho\033");
    assertThat(text).doesNotContain("\033[1m7");
    assertThat(text.replaceAll("\033\\[\\d+m", "").lines())
        .containsExactly("name  port", "echo  7");
  }

  @Test
  void aLongTableIsNoTroubleAndALongCellIsNotCut() {
    String longest = "x".repeat(3000);
    List<List<String>> rows =
        IntStream.range(0, 10_000).mapToObj(i -> List.of("c" + i, longest, "end")).toList();
    assertThat(Table.text(rows).lines()).hasSize(10_000).allMatch(row -> row.endsWith("x  end"));
  }
}
