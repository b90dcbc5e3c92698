package dev.heddle.http;

import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Handler;
import dev.heddle.MalformedMessageException;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import dev.heddle.text.PlainText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import org.apache.hc.core5.http.message.RequestLine;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 and 1.0 over a connection: reads requests, passes them to a handler, and sends the
/// answers (RFC 9110, RFC 9112). Connections stay as long as the client likes and the server's idle
/// timeout allows; pipelined requests are answered in order, in one write if they arrive together.
///
/// Requests that break the grammar or a limit are answered with an error, and the connection is
/// closed. A draining server ends connections between two requests.
///
/// Thread-safe: one serves all connections of a server, or several.
///
/// ```java
/// Handler hello = new Http(request -> HttpResponse.text(200, "hello"));
/// Server server = Server.builder(hello).port(8080).start();
/// ```
public final class Http implements Handler {
  private static final Logger LOG = System.getLogger("dev.heddle.http");

  private final LogThrottle seldom = new LogThrottle();
  private final HttpHandler handler;
  private final HttpLimits limits;
  private final RequestReader reader;

  /// Within the default limits.
  public Http(HttpHandler handler) {
    this(handler, HttpLimits.DEFAULT);
  }

  public Http(HttpHandler handler, HttpLimits limits) {
    this.handler = Objects.requireNonNull(handler);
    this.limits = limits;
    this.reader = new RequestReader(limits);
  }

  /// An error 400, as every browser and `curl http://…:443/` can show it.
  @Override
  public byte[] plainTextAnswer() {
    return ResponseWriter.closing(
        HttpResponse.error(400, "plain HTTP was sent to an HTTPS port: use https://"));
  }

  @Override
  public void handle(Connection connection) throws Exception {
    connection.countMessages(0, 0);
    var input = new HttpInput(connection);
    var writer = new ResponseWriter(connection, input);
    boolean goesOn = true;
    while (goesOn && awaitRequest(input)) {
      @Nullable RequestHead head = read(input, writer);
      if (head == null) {
        return;
      }
      connection.countMessages(1, 0);
      goesOn = serve(connection, input, writer, head);
    }
  }

  private static boolean awaitRequest(HttpInput input) throws IOException {
    input.keep(0); // the one before is done
    return input.awaitRequest();
  }

  /// @return null if it was answered with an error
  private @Nullable RequestHead read(HttpInput input, ResponseWriter writer) throws Exception {
    @Nullable RequestLine line = null;
    try {
      line = reader.line(input);
      return reader.head(input, line);
    } catch (HttpException e) {
      input.endDeadline();
      boolean headOnly = line != null && line.getMethod().equals("HEAD");
      writer.write(e.response(), new ResponseWriter.BodyFraming(true, headOnly, false));
      return null;
    }
  }

  /// @return whether the connection may be used for another request
  private boolean serve(
      Connection connection, HttpInput input, ResponseWriter writer, RequestHead head)
      throws Exception {
    @Nullable RequestBody body =
        head.hasBody() ? new RequestBody(connection, input, head, limits) : null;
    var request =
        new HttpRequest(head, body == null ? InputStream.nullInputStream() : body, connection);
    HttpResponse response = afterBody(answer(request, body), body);
    var framing =
        new ResponseWriter.BodyFraming(
            head.http11(),
            head.method().equals("HEAD"),
            head.keepAlive() && (body == null || body.mayBeSkipped()));
    if (body != null) {
      if (response.body() instanceof HttpResponse.Body.Events) {
        body.skipRest(); // what comes during the stream is not taken for a part of it
      }
      body.answered();
    }
    boolean goesOn;
    try {
      goesOn = writer.write(response, framing);
    } catch (Exception | Error e) {
      if (e instanceof ConnectionEndedException
          || e instanceof InterruptedException
          || response.status() == 101) {
        throw e;
      }
      if (writer.isOfFile(e)) {
        fileFailed(connection, request, e);
      } else if (isOfRequest(e, body)) {
        LOG.log(Level.DEBUG, "{0}: {1}: malformed request body: {2}", connection, request, e);
      } else {
        SafeLog.error(LOG, connection.toString(), request, "writing the body failed", e);
      }
      connection.closeWithReset(); // so that the client takes nothing for the whole
      return false;
    }
    return goesOn && (body == null || body.skipRest());
  }

  /// No request's fault, nor the handler's: not worth a stack trace for each.
  private void fileFailed(Connection connection, HttpRequest request, Throwable cause) {
    long others = seldom.pass();
    if (others >= 0) {
      String more = others == 0 ? "" : "; others since the last such line: " + others;
      SafeLog.warning(
          LOG,
          connection
              + ": "
              + request
              + ": sending the file failed: "
              + PlainText.visible(cause + more));
    }
  }

  /// Another protocol begins behind the body: the unread rest of the body is no part of it (RFC
  /// 9110 §7.8).
  private static HttpResponse afterBody(HttpResponse response, @Nullable RequestBody body)
      throws IOException {
    return response.status() != 101 || body == null || body.skipRest()
        ? response
        : HttpResponse.error(400, "upgrade with a request body that has not come").closing();
  }

  private HttpResponse answer(HttpRequest request, @Nullable RequestBody body) throws Exception {
    try {
      return Objects.requireNonNull(handler.handle(request), "the handler has returned null");
    } catch (UncheckedIOException e) { // such as BufferedReader.lines() throws
      return failed(request, body, e, Objects.requireNonNull(e.getCause()));
    } catch (Exception | Error e) { // of an Error, too, the client hears
      return failed(request, body, e, e);
    }
  }

  private static HttpResponse failed(
      HttpRequest request, @Nullable RequestBody body, Throwable thrown, Throwable cause)
      throws Exception {
    if (cause instanceof HttpException e) {
      return e.response().closing();
    }
    if (cause instanceof Exception e
        && (e instanceof ConnectionEndedException || e instanceof InterruptedException)) {
      throw e;
    }
    if (isOfRequest(cause, body)) {
      LOG.log(Level.DEBUG, "{0}: malformed request body: {1}", request, cause);
      return HttpResponse.error(400, "malformed request body").closing();
    }
    SafeLog.error(LOG, request, "handler failed", thrown);
    return HttpResponse.error(500, "internal error").closing();
  }

  /// Whether it reports a fault in the peer's request body, which is no failure here.
  private static boolean isOfRequest(Throwable e, @Nullable RequestBody body) {
    if (body == null || !body.hasBegun()) {
      return false;
    }
    return e instanceof HttpException
        || e instanceof MalformedMessageException
        || e instanceof CharacterCodingException
        || e instanceof UTFDataFormatException
        || (e instanceof EOFException && body.hasEnded());
  }
}
