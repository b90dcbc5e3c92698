package dev.heddle.http.files;

import dev.heddle.http.HttpException;
import dev.heddle.http.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The page that lists a folder: names, sizes and times (UTC), folders first. Stateless; touches
/// the file system.
final class Listing {
  /// A larger folder is listed in part.
  private static final int MOST = 10_000;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <title>TITLE</title>
      <style>
        body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.3rem; overflow-wrap: anywhere }
        table { border-collapse: collapse; width: 100% }
        td { border-top: 1px solid #8884; padding: .2rem .5rem; overflow-wrap: anywhere }
        td + td { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
        @media (max-width: 30rem) { td:last-child { display: none } }
      </style>
      <h1>TITLE</h1>
      <table>
      """;

  private Listing() {}

  private record Entry(String name, BasicFileAttributes attributes) {
    boolean isFolder() {
      return attributes.isDirectory();
    }
  }

  /// The page, as text.
  static String of(RootedPath place, Path folder) throws IOException {
    RequestPath path = place.path();
    var page = new StringBuilder(HEAD.replace("TITLE", escape("Index of " + path)));
    if (!path.segments().isEmpty()) {
      page.append("<tr><td><a href=\"../\">../</a><td><td>\n");
    }
    List<Entry> entries = entries(place, folder);
    for (Entry entry : entries) {
      row(page, entry);
    }
    page.append("</table>\n");
    if (entries.size() == MOST) {
      page.append("<p>There may be more than these ").append(MOST).append(".\n");
    }
    return page.toString();
  }

  static HttpResponse response(String page) {
    return HttpResponse.html(200, page)
        .with("X-Content-Type-Options", "nosniff")
        .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .with("Cache-Control", "no-cache");
  }

  private static List<Entry> entries(RootedPath place, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (var children = Files.newDirectoryStream(folder)) {
      for (var child = children.iterator(); child.hasNext() && entries.size() < MOST; ) {
        add(entries, place, child.next());
      }
    }
    entries.sort(
        Comparator.comparing(Entry::isFolder)
            .reversed()
            .thenComparing(Entry::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Entry::name));
    return entries;
  }

  /// Leaves out what would not be served.
  private static void add(List<Entry> entries, RootedPath place, Path child) {
    String name = child.getFileName().toString();
    try {
      if (!canBeAskedFor(child, name) || !Files.isReadable(child)) {
        return;
      }
      var attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink() || attributes.isDirectory()) {
        attributes = Files.readAttributes(place.real(child), BasicFileAttributes.class);
      }
      if (attributes.isDirectory() || attributes.isRegularFile()) {
        entries.add(new Entry(name, attributes));
      }
    } catch (IOException e) {
      // A link to nowhere, or out of the root, or gone meanwhile: there is nothing to list.
    }
  }

  /// Names may have control characters, or bytes that are no UTF-8.
  private static boolean canBeAskedFor(Path child, String name) {
    try {
      var path = RequestPath.parse('/' + RequestPath.encode(name));
      return path.segments().equals(List.of(name)) && child.resolveSibling(name).equals(child);
    } catch (HttpException | InvalidPathException e) {
      return false;
    }
  }

  private static void row(StringBuilder page, Entry entry) {
    String slash = entry.isFolder() ? "/" : "";
    page.append("<tr><td><a href=\"./")
        .append(RequestPath.encode(entry.name()))
        .append(slash)
        .append("\">")
        .append(escape(entry.name()))
        .append(slash)
        .append("</a><td>")
        .append(entry.isFolder() ? "" : size(entry.attributes().size()))
        .append("<td>")
        .append(TIME.format(entry.attributes().lastModifiedTime().toInstant()))
        .append('\n');
  }

  private static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 1024 && unit < 4) {
      size /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, size < 10 ? "%.1f %siB" : "%.0f %siB", size, "KMGTP".charAt(unit));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
