package dev.heddle.cli.terminal;

import dev.heddle.text.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Text in columns, each as wide as it needs to be. A row of empty cells is an empty line.
public final class Table {
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";
  private static final int GAP = 3;

  private Table() {}

  /// Prints the rows; on a terminal the first one, and the first column, stand out.
  public static void print(List<List<String>> cells, boolean colours, PrintStream out) {
    List<List<String>> rows = plain(cells);
    int[] widths = widths(rows);
    for (int row = 0; row < rows.size(); row++) {
      var line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = rows.get(row).get(column);
        boolean bold = colours && !cell.isEmpty() && (row == 0 || column == 0);
        line.append(bold ? BOLD : "").append(cell).append(bold ? PLAIN : "");
        line.repeat(' ', column == widths.length - 1 ? 0 : widths[column] - cell.length() + GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /// The rows with text that may come from elsewhere made harmless to a terminal.
  public static List<List<String>> plain(List<List<String>> rows) {
    return rows.stream().map(row -> row.stream().map(PlainText::visible).toList()).toList();
  }

  /// The rows as plain text.
  public static String text(List<List<String>> rows) {
    var bytes = new ByteArrayOutputStream();
    print(rows, false, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  public static int[] widths(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return widths;
  }
}
