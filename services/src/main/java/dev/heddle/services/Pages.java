package dev.heddle.services;

import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The pages of services that run together: a service adds its own when it starts, and the web
/// service shows them, before any file. Thread-safe.
public final class Pages {
  private final List<Page> pages = new CopyOnWriteArrayList<>();

  /// @param path the path at which it begins: `/chat`
  private record Page(String path, HttpHandler handler) {
    boolean has(String target) {
      return target.startsWith(path)
          && (target.length() == path.length() || "/?".indexOf(target.charAt(path.length())) >= 0);
    }
  }

  /// None yet.
  public Pages() {}

  /// Shows a page, at a path and below.
  void add(String path, HttpHandler handler) {
    pages.add(new Page(path, handler));
  }

  /// The address of the pages.
  public List<String> paths() {
    return pages.stream().map(Page::path).toList();
  }

  /// What answers with the page that is asked for, if it is one of these.
  HttpHandler or(HttpHandler otherwise) {
    return request -> {
      HttpHandler page = at(request);
      return (page == null ? otherwise : page).handle(request);
    };
  }

  private @Nullable HttpHandler at(HttpRequest request) {
    for (Page page : pages) {
      if (page.has(request.target())) {
        return page.handler;
      }
    }
    return null;
  }
}
