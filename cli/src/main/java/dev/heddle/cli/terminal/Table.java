package dev.heddle.cli.terminal;

import dev.heddle.text.PlainText;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/// Text in columns, each as wide as it needs to be. A row of empty cells is an empty line, and what
/// could act on a terminal is made visible. Lines are not wrapped: what is copied from a line stays
/// whole. Stateless.
public final class Table {
  private static final int GAP = 2;

  private Table() {}

  /// Prints the rows; with colours, the first row and the first column stand out.
  public static void print(List<List<String>> rows, boolean colours, PrintStream out) {
    out.print(table(rows, Help.defaultColorScheme(Ansi.valueOf(colours))));
  }

  /// The rows as lines of plain text.
  public static String text(List<List<String>> rows) {
    return table(rows, Help.defaultColorScheme(Ansi.OFF)).toString().stripTrailing();
  }

  private static TextTable table(List<List<String>> cells, ColorScheme scheme) {
    List<List<String>> rows =
        cells.stream().map(row -> row.stream().map(PlainText::visible).toList()).toList();
    var table = TextTable.forColumns(scheme, columns(rows));
    for (List<String> row : rows) {
      boolean heading = table.rowCount() == 0;
      table.addRowValues(
          IntStream.range(0, row.size())
              .mapToObj(i -> text(row.get(i), heading || i == 0, scheme))
              .toArray(Text[]::new));
    }
    return table;
  }

  /// Not parsed: in a peer's text, picocli's markup is text, too.
  private static Text text(String cell, boolean bold, ColorScheme scheme) {
    return scheme.apply(cell, bold ? List.of(Style.bold) : List.of());
  }

  private static Column[] columns(List<List<String>> rows) {
    return IntStream.range(0, rows.getFirst().size())
        .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
        .mapToObj(width -> new Column(width + GAP, 0, Column.Overflow.TRUNCATE))
        .toArray(Column[]::new);
  }
}
