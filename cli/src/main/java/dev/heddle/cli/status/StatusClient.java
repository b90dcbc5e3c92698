package dev.heddle.cli.status;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.HostPort;
import dev.heddle.observe.ConnectionOrder;
import dev.heddle.observe.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running server's status page.
///
/// @param token what the page wants to see; null if it wants none
record StatusClient(HostPort target, @Nullable String token) {
  private static final int CONNECT_MILLIS = 5000;

  /// A machine that is too busy is when one wants to look.
  private static final int READ_MILLIS = 15_000;

  private static final Duration LONGEST = Duration.ofSeconds(20);

  /// Ten times what a page with 10,000 connections takes.
  private static final int MOST_BYTES = 32 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer server's
          .build();

  /// @param connections how many connections to include
  Status status(ConnectionOrder order, int connections) throws CommandFailure {
    String query = "order=" + order.name().toLowerCase(Locale.ROOT) + "&connections=" + connections;
    try {
      return MAPPER.readValue(get("/status.json?" + query), Status.class);
    } catch (ConnectException e) {
      throw CommandFailure.impossible(
          "no heddle server is answering at "
              + target
              + "; is heddle serve running with this status port?");
    } catch (UnknownHostException e) {
      throw CommandFailure.impossible("there is no host " + target.host());
    } catch (SocketTimeoutException e) {
      throw CommandFailure.impossible(target + " does not answer");
    } catch (JacksonException e) {
      throw CommandFailure.impossible(target + " is not a heddle status page");
    } catch (IOException e) {
      throw CommandFailure.impossible(target + ": " + e.getMessage());
    }
  }

  private byte[] get(String path) throws IOException, CommandFailure {
    URL url = URI.create("http://" + target + path).toURL();
    var http = (HttpURLConnection) url.openConnection();
    http.setConnectTimeout(CONNECT_MILLIS);
    http.setReadTimeout(READ_MILLIS);
    http.setRequestProperty("Accept", "application/json");
    if (token != null) {
      http.setRequestProperty("Authorization", "Bearer " + token);
    }
    int code = http.getResponseCode();
    if (code == 200) {
      try (InputStream in = http.getInputStream()) {
        return read(in);
      }
    }
    if (code == 401) {
      throw CommandFailure.impossible(
          target + " requires a token: give it with --status-token or in HEDDLE_STATUS_TOKEN");
    }
    throw CommandFailure.impossible(target + " answers " + code + error(http));
  }

  /// All of an answer that may never end.
  private byte[] read(InputStream in) throws IOException, CommandFailure {
    var answer = new ByteArrayOutputStream();
    long start = System.nanoTime();
    byte[] chunk = new byte[64 * 1024];
    for (int count; (count = in.read(chunk)) >= 0; ) {
      answer.write(chunk, 0, count);
      if (answer.size() > MOST_BYTES) {
        throw CommandFailure.impossible(
            target + " is not a heddle status page: its answer is too long");
      }
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new SocketTimeoutException("the answer does not end");
      }
    }
    return answer.toByteArray();
  }

  private static String error(HttpURLConnection http) throws IOException {
    try (InputStream in = http.getErrorStream()) {
      if (in == null) {
        return "";
      }
      String text = new String(in.readNBytes(200), StandardCharsets.UTF_8).strip();
      return text.lines().findFirst().map(line -> ": " + line).orElse("");
    }
  }
}
