package dev.heddle.cli.status;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.net.HostPort;
import dev.heddle.net.ServerAddress;
import dev.heddle.net.UnixPath;
import dev.heddle.observe.ConnectionOrder;
import dev.heddle.observe.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running server's status page.
///
/// @param token what the page wants to see; null if it wants none
record StatusClient(ServerAddress target, @Nullable String token) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// A machine that is too busy is when one wants to look.
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer server's
          .build();

  /// @param connections how many connections to include
  Status status(ConnectionOrder order, int connections) throws CommandFailure {
    String query = "order=" + order.name().toLowerCase(Locale.ROOT) + "&connections=" + connections;
    try {
      StatusAnswer answer = get("/status.json?" + query);
      return switch (answer.code()) {
        case 200 -> MAPPER.readValue(answer.body(), Status.class);
        case 401 ->
            throw CommandFailure.impossible(
                target
                    + " requires a token: give it with --status-token or in HEDDLE_STATUS_TOKEN");
        default ->
            throw CommandFailure.impossible(
                target + " answers " + answer.code() + answer.firstLine());
      };
    } catch (ConnectException e) {
      throw CommandFailure.impossible(notConnected(e));
    } catch (UnknownHostException e) {
      throw CommandFailure.impossible(String.valueOf(e.getMessage()));
    } catch (SocketTimeoutException e) {
      throw CommandFailure.impossible(target + " does not answer");
    } catch (JacksonException | MalformedStatusException e) {
      throw CommandFailure.impossible(target + " is not a heddle status page" + detail(e));
    } catch (IOException e) {
      throw CommandFailure.impossible(target + ": " + e.getMessage());
    }
  }

  private static String detail(Exception e) {
    return e instanceof MalformedStatusException && e.getMessage() != null
        ? ": " + e.getMessage()
        : "";
  }

  /// Why there is no connection.
  private String notConnected(ConnectException e) {
    boolean refused = e.getCause() instanceof ConnectException;
    return switch (target) {
      case HostPort _ when refused ->
          "no heddle server is answering at "
              + target
              + "; is heddle serve running with this status port?";
      case UnixPath unix when Files.isRegularFile(unix.path()) || Files.isDirectory(unix.path()) ->
          target + " is not a socket";
      case UnixPath unix when refused || Files.notExists(unix.path()) ->
          "no heddle server is answering at "
              + target
              + "; is heddle serve running with --status-port "
              + target
              + "?";
      default -> "cannot connect to " + e.getMessage();
    };
  }

  private StatusAnswer get(String path) throws IOException {
    String host = target instanceof HostPort ? target.toString() : target.host();
    String request =
        "GET "
            + path
            + " HTTP/1.0\r\nHost: "
            + host
            + "\r\nAccept: application/json\r\nConnection: close\r\n"
            + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
            + "\r\n";
    try (Client client =
        Client.builder().engine(Engine.threads()).connectTimeout(CONNECT_TIMEOUT).build()) {
      Connection connection = target.connect(client::connect); // the client aborts it
      connection.readTimeout(READ_TIMEOUT);
      connection.writeText(request);
      connection.flush();
      return StatusAnswer.read(connection.input());
    }
  }
}
