package dev.heddle.cli.threads;

import dev.heddle.cli.threads.WaitGraph.Edge;
import dev.heddle.cli.threads.WaitGraph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Draws a [WaitGraph] as SVG: what waits stands to the right of what it waits for, unless they are
/// in a cycle. Stateless.
final class WaitPicture {
  private static final int WIDTH = 330;
  private static final int HEIGHT = 62;
  private static final int GAP_X = 70;
  private static final int GAP_Y = 22;
  private static final int MOST_LETTERS = 46;

  private WaitPicture() {}

  private record Place(int column, int row) {
    int x() {
      return 2 + column * (WIDTH + GAP_X);
    }

    int y() {
      return GAP_Y + row * (HEIGHT + GAP_Y);
    }
  }

  /// Empty if no thread waits for another.
  static String svg(WaitGraph graph) {
    Map<String, Place> places = places(graph);
    int right = places.values().stream().mapToInt(Place::x).max().orElse(0) + WIDTH + GAP_X;
    int bottom = places.values().stream().mapToInt(Place::y).max().orElse(0) + HEIGHT + GAP_Y;
    if (graph.edges().isEmpty()) {
      return "";
    }
    var svg = new StringBuilder();
    svg.append("<svg width=%d height=%d>".formatted(right, bottom));
    svg.append(
        "<defs><marker id=tip viewBox=\"0 0 8 8\" refX=8 refY=4 markerWidth=8 markerHeight=8"
            + " orient=auto><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    for (Edge edge : graph.edges()) {
      Place from = places.get(edge.from());
      Place to = places.get(edge.to());
      if (from != null && to != null) {
        svg.append(arrow(from, to));
      }
    }
    graph
        .nodes()
        .forEach((key, node) -> {
          Place place = places.get(key);
          if (place != null) { // else it has no part in a wait
            svg.append(card(node, place));
          }
        });
    return svg.append("</svg>").toString();
  }

  /// In the order of the report, each with all that waits for the same below each other.
  private static Map<String, Place> places(WaitGraph graph) {
    Map<String, List<String>> waiters = new HashMap<>();
    for (Edge edge : graph.edges()) {
      waiters.computeIfAbsent(edge.to(), key -> new ArrayList<>()).add(edge.from());
    }
    Map<String, Place> places = new LinkedHashMap<>();
    int rows = 0;
    for (String node : graph.nodes().keySet()) {
      boolean isAlone = graph.owners(node).isEmpty() && !waiters.containsKey(node);
      if (!isAlone && !places.containsKey(node)) {
        rows = addWaiters(holder(node, graph), rows, waiters, places);
        if (!places.containsKey(node)) { // another part of what it waits for has a place already
          rows = addWaiters(node, rows, waiters, places);
        }
      }
    }
    return places;
  }

  /// The last one in the chain that begins here, or one of the cycle in which that ends.
  private static String holder(String node, WaitGraph graph) {
    Set<String> chain = new HashSet<>();
    String at = node;
    while (chain.add(at) && !graph.owners(at).isEmpty()) {
      at = graph.owners(at).getFirst();
    }
    return at;
  }

  /// A column for those that wait for the ones in the column before.
  ///
  /// @param row the first that is free
  /// @return the row after all of them
  private static int addWaiters(
      String start, int row, Map<String, List<String>> waiters, Map<String, Place> places) {
    int rows = row;
    Set<String> column = Set.of(start);
    for (int x = 0; !column.isEmpty(); x++) {
      Set<String> next = new LinkedHashSet<>();
      int y = row;
      for (String node : column) {
        if (places.putIfAbsent(node, new Place(x, y)) == null) {
          y++;
          next.addAll(waiters.getOrDefault(node, List.of()));
        }
      }
      rows = Math.max(rows, y);
      column = next;
    }
    return rows;
  }

  private static String arrow(Place from, Place to) {
    int toY = to.y() + HEIGHT / 2;
    int fromY = from.y() + HEIGHT / 2;
    if (from.column > to.column) {
      int x = to.x() + WIDTH;
      int middle = (x + from.x()) / 2;
      return "<path class=wait d=\"M%d %dC%d %d %d %d %d %d\"/>\n"
          .formatted(from.x(), fromY, middle, fromY, middle, toY, x, toY);
    }
    int bend = from.x() + WIDTH + GAP_X;
    int below = Math.max(from.y(), to.y()) + HEIGHT + GAP_Y;
    return "<path class=\"wait back\" d=\"M%d %dC%d %d %d %d %d %d\"/>\n"
        .formatted(
            from.x() + WIDTH,
            fromY + HEIGHT / 4,
            bend,
            below,
            to.x() + WIDTH / 2,
            below + GAP_Y,
            to.x() + WIDTH / 2,
            to.y() + HEIGHT);
  }

  private static String card(Node node, Place place) {
    return "<g%s transform=\"translate(%d %d)\"><title>%s</title><rect width=%d height=%d rx=6 />"
            .formatted(
                node.isBad() ? " class=bad" : "",
                place.x(),
                place.y(),
                ReportHtml.escaped(node.title() + "\n" + node.place() + "\n" + node.doing()),
                WIDTH,
                HEIGHT)
        + line(18, "title", node.title())
        + line(36, "place", node.place())
        + line(53, "doing", node.doing())
        + "</g>\n";
  }

  private static String line(int y, String kind, String text) {
    String shown = text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
    return "<text x=10 y=%d class=%s>%s</text>".formatted(y, kind, ReportHtml.escaped(shown));
  }
}
