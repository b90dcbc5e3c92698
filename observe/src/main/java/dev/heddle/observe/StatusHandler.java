package dev.heddle.observe;

import dev.heddle.http.AllowedHosts;
import dev.heddle.http.Assets;
import dev.heddle.http.EventStream;
import dev.heddle.http.GuessLimit.Result;
import dev.heddle.http.HttpException;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.Preferences;
import dev.heddle.net.Addresses;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers what browsers, Prometheus and `heddle ps` ask. Thread-safe.
///
/// | path | is |
/// |---|---|
/// | `/` | the page |
/// | `/events` | a [Status] as JSON each second, as long as a client listens |
/// | `/status.json` | one [Status]; `?connections=N&order=busy|idle|bytes|age` |
/// | `/history.json` | the [History] |
/// | `/connections/N/close` | POST: closes a connection |
/// | `/metrics` | for Prometheus; OpenMetrics for clients that accept it |
/// | `/healthz`, `/readyz` | 200; `readyz` is 503, and says why, unless all services run, stay, and are watched |
final class StatusHandler {
  private static final Logger LOG = System.getLogger("dev.heddle.status");
  private static final String JSON = "application/json";
  private static final int CONNECTIONS = 100;
  private static final int MOST_CONNECTIONS = 10_000;

  /// Chart.js, in its webjar; the version is that of the root `pom.xml`.
  private static final String CHART =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final Map<String, String> FILES =
      Map.of(
          "/", "status.html",
          "/status.css", "status.css",
          "/status.js", "status.js",
          "/favicon.svg", "favicon.svg",
          "/login", "login.html",
          "/plots.js", "plots.js",
          "/chart.js", CHART);
  private static final Set<String> GET_ONLY =
      Set.of("/status.json", "/history.json", "/events", "/metrics", "/healthz", "/readyz");
  private static final Pattern CLOSE = Pattern.compile("/connections/(\\d{1,18})/close");

  /// A snapshot may take one part in this many of the time between two.
  private static final long COST_FACTOR = 20;

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final Observer observer;
  private final Access access;
  private final AllowedHosts hosts;
  private final Assets assets = new Assets(StatusHandler.class::getResourceAsStream, FILES);
  private @Nullable Scrape scrape; // guarded by this

  /// @param hosts the names under which others than health checks may ask
  StatusHandler(Observer observer, @Nullable String token, AllowedHosts hosts) {
    this.observer = observer;
    this.hosts = hosts;
    this.access = new Access(token);
  }

  /// @param place of the connection that asks
  HttpResponse handle(HttpRequest request, PageConnections.Place place) throws Exception {
    String path = request.path();
    boolean get = request.isGetOrHead();
    if (get && path.equals("/healthz")) {
      return HttpResponse.text(200, "ok\n");
    }
    if (get && path.equals("/readyz")) {
      return ready();
    }
    return hosts.guard(r -> answer(r, path, place), "; see --status-allowed-host").handle(request);
  }

  private HttpResponse answer(HttpRequest request, String path, PageConnections.Place place)
      throws IOException {
    if (request.method().equals("POST")) {
      return post(request, path);
    }
    if (!request.isGetOrHead()) {
      return HttpResponse.methodNotAllowed("GET, HEAD, POST");
    }
    return switch (path) {
      case "/login", "/status.css", "/favicon.svg" -> asset(path);
      default -> {
        HttpResponse refusal = refusal(request);
        yield refusal == null ? get(request, path, place) : refusal;
      }
    };
  }

  private HttpResponse ready() {
    List<String> troubles = observer.troubles();
    return troubles.isEmpty()
        ? HttpResponse.text(200, "ready\n")
        : HttpResponse.text(503, "not ready: " + String.join(", ", troubles) + '\n');
  }

  /// Null if the request may see everything.
  private @Nullable HttpResponse refusal(HttpRequest request) {
    Result verdict = access.check(request);
    return switch (verdict) {
      case Result.Right() -> null;
      case Result.TooEarly(long seconds) -> tooEarly(seconds);
      case Result.Wrong _ -> tokenNeeded(request).with("Set-Cookie", Access.clearCookie());
      case null -> tokenNeeded(request);
    };
  }

  private static HttpResponse tooEarly(long seconds) {
    return HttpResponse.error(429, "too many wrong tokens: try again in " + seconds + " s")
        .with("Retry-After", Long.toString(seconds));
  }

  private static HttpResponse tokenNeeded(HttpRequest request) {
    return request.path().equals("/")
        ? HttpResponse.redirect(303, "/login")
        : HttpResponse.error(401, "the token is missing or wrong")
            .with("WWW-Authenticate", "Bearer");
  }

  private HttpResponse get(HttpRequest request, String path, PageConnections.Place place)
      throws IOException {
    return switch (path) {
      case "/status.json" -> json(status(request));
      case "/history.json" -> json(observer.history());
      case "/events" -> events(request, place);
      case "/metrics" -> metrics(request);
      default -> asset(path);
    };
  }

  private HttpResponse asset(String path) throws IOException {
    HttpResponse found = assets.at(path);
    if (found != null) {
      return found;
    }
    return CLOSE.matcher(path).matches()
        ? HttpResponse.methodNotAllowed("POST")
        : HttpResponse.error(404, "not found");
  }

  private static HttpResponse json(Object value) {
    return HttpResponse.bytes(200, JSON, Json.MAPPER.writeValueAsBytes(value))
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
  }

  private Status status(HttpRequest request) throws HttpException {
    return observer.status(order(request), connections(request));
  }

  private HttpResponse events(HttpRequest request, PageConnections.Place place)
      throws HttpException {
    ConnectionOrder order = order(request);
    int connections = connections(request);
    if (!place.startStream()) {
      return HttpResponse.error(503, "too many event streams are open").with("Retry-After", "5");
    }
    return HttpResponse.events(events -> send(events, order, connections))
        .with("Cache-Control", "no-store");
  }

  private void send(EventStream events, ConnectionOrder order, int connections)
      throws IOException, InterruptedException {
    long cost;
    do {
      long before = System.nanoTime();
      String status = Json.MAPPER.writeValueAsString(observer.status(order, connections));
      cost = System.nanoTime() - before;
      events.send(status);
    } while (events.pause(Duration.ofNanos(Math.max(1_000_000_000, COST_FACTOR * cost))));
  }

  private HttpResponse metrics(HttpRequest request) {
    var accept = Preferences.of(request.headers().joined("Accept"));
    boolean open =
        accept.names(OPEN_METRICS)
            && accept.weight(OPEN_METRICS) > 0
            && accept.weight(OPEN_METRICS) >= accept.weight("text/plain");
    String type = open ? Scrape.OPEN_METRICS : Scrape.PROMETHEUS;
    byte[] text = scrape().text(type).getBytes(StandardCharsets.UTF_8);
    return HttpResponse.bytes(200, type, text).with("Cache-Control", "no-store");
  }

  private synchronized Scrape scrape() {
    Scrape existing = scrape;
    if (existing == null) {
      existing = new Scrape(observer);
      scrape = existing;
    }
    return existing;
  }

  private HttpResponse post(HttpRequest request, String path) throws IOException {
    if (!Access.isFromOwnPage(request)) {
      return HttpResponse.error(403, "not asked for by the status page itself");
    }
    if (path.equals("/login")) {
      return login(request);
    }
    HttpResponse refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    Matcher close = CLOSE.matcher(path);
    if (!close.matches()) {
      return GET_ONLY.contains(path) || assets.at(path) != null
          ? HttpResponse.methodNotAllowed("GET, HEAD")
          : HttpResponse.error(404, "not found");
    }
    long connection = Long.parseLong(close.group(1));
    if (!observer.abort(connection)) {
      return HttpResponse.error(404, "there is no connection " + connection);
    }
    LOG.log(
        Level.INFO,
        "connection {0} closed by {1} on the status page",
        Long.toString(connection),
        PlainText.visible(Addresses.text(request.peerAddress())));
    return HttpResponse.text(200, "closed\n");
  }

  private HttpResponse login(HttpRequest request) throws IOException {
    String token = typedToken(new String(request.readBody(), StandardCharsets.UTF_8));
    return switch (access.checkToken(request, token.strip())) {
      case Result.Right() -> HttpResponse.redirect(303, "/").with("Set-Cookie", access.setCookie());
      case Result.Wrong _ -> HttpResponse.redirect(303, "/login#wrong");
      case Result.TooEarly _ -> HttpResponse.redirect(303, "/login#early");
    };
  }

  /// @return empty, which is always wrong, if there is none
  private static String typedToken(String body) {
    try {
      return body.startsWith("token=")
          ? URLDecoder.decode(body.substring("token=".length()), StandardCharsets.UTF_8)
          : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static ConnectionOrder order(HttpRequest request) throws HttpException {
    String name = parameter(request, "order");
    try {
      return name == null ? ConnectionOrder.BUSY : ConnectionOrder.of(name);
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "order: " + e.getMessage());
    }
  }

  private static int connections(HttpRequest request) throws HttpException {
    String text = parameter(request, "connections");
    if (text == null) {
      return CONNECTIONS;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MOST_CONNECTIONS) {
      throw new HttpException(400, "connections is not from 0 to " + MOST_CONNECTIONS);
    }
    return Integer.parseInt(text);
  }

  private static @Nullable String parameter(HttpRequest request, String name) {
    String query = request.query();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        if (pair.startsWith(name + '=')) {
          return pair.substring(name.length() + 1);
        }
      }
    }
    return null;
  }
}
