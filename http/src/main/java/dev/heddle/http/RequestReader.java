package dev.heddle.http;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.impl.io.AbstractMessageParser;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.RequestLine;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.jspecify.annotations.Nullable;

/// Reads the head of a request: HttpCore parses it, and this class rejects what it accepts but two
/// servers might interpret differently (RFC 9112 §11.2). Stateless.
final class RequestReader {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH");

  private static final int LINE = 128;

  private final HttpLimits limits;
  private final Lines lines = new Lines();

  RequestReader(HttpLimits limits) {
    this.limits = limits;
  }

  /// Reads the first line of a head that has begun to come. The head's deadline begins.
  ///
  /// @throws HttpException if it is not one; the connection must then be closed
  RequestLine line(HttpInput input) throws IOException {
    input.beginDeadline(limits.headerTimeout());
    try {
      return requestLine(input);
    } catch (ParseException e) {
      throw malformed(e);
    }
  }

  /// Reads the rest of it.
  ///
  /// @throws HttpException likewise
  RequestHead head(HttpInput input, RequestLine line) throws IOException {
    try {
      HttpHeaders headers = headers(input);
      input.endDeadline();
      return head(input, line, headers);
    } catch (ParseException e) {
      throw malformed(e);
    }
  }

  /// Empty lines before it are skipped (RFC 9112 §2.2).
  private RequestLine requestLine(HttpInput input) throws IOException, ParseException {
    input.limitLines(
        LineRule.NONE,
        limits.requestLineBytes(),
        414,
        "request line longer than " + limits.requestLineBytes() + " bytes");
    var line = new CharArrayBuffer(LINE);
    int length;
    do {
      length = input.readLine(line, input);
    } while (length == 0);
    return lines.parseRequestLine(line);
  }

  private HttpHeaders headers(HttpInput input) throws IOException, ParseException {
    input.limitLines(
        LineRule.FIELD,
        limits.headerBytes(),
        431,
        "header block larger than " + limits.headerBytes() + " bytes");
    Header[] parsed;
    try {
      parsed =
          AbstractMessageParser.parseHeaders(input, input, limits.headerFields() + 1, 0, lines);
    } catch (MessageConstraintException e) {
      throw new HttpException(431, "more than " + limits.headerFields() + " header fields");
    } catch (ParseException e) {
      throw e;
    } catch (org.apache.hc.core5.http.HttpException e) {
      throw new HttpException(400, "malformed header: " + e.getMessage());
    }
    var fields = new HttpHeaders.Field[parsed.length];
    for (int i = 0; i < parsed.length; i++) {
      fields[i] = field(parsed[i]);
    }
    return HttpHeaders.of(fields);
  }

  private static HttpHeaders.Field field(Header header) throws HttpException {
    try {
      return new HttpHeaders.Field(header.getName(), header.getValue());
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, "malformed request: " + e.getMessage());
    }
  }

  private RequestHead head(HttpInput input, RequestLine line, HttpHeaders headers)
      throws HttpException {
    if (line.getProtocolVersion().getMajor() != 1) {
      throw new HttpException(505, "not HTTP/1.x: " + line.getProtocolVersion());
    }
    boolean http11 = line.getProtocolVersion().getMinor() >= 1;
    String method = line.getMethod();
    if (!Syntax.isToken(method)) {
      throw new HttpException(400, "malformed method");
    }
    if (!METHODS.contains(method)) {
      throw new HttpException(501, "unknown method: " + method);
    }
    String hostField = hostField(headers, http11);
    RequestTarget target = RequestTarget.of(method, line.getUri(), input);
    long bodyLength = bodyLength(headers, http11);
    if (bodyLength > limits.bodyBytes()) {
      throw RequestBody.tooLarge(limits);
    }
    return new RequestHead(
        method, target.origin(), target.host(hostField), http11, headers, bodyLength);
  }

  /// RFC 9112 §3.2.
  private static @Nullable String hostField(HttpHeaders headers, boolean http11)
      throws HttpException {
    int hosts = headers.count("Host");
    if (hosts > 1 || (http11 && hosts == 0)) {
      throw new HttpException(400, hosts + " Host fields instead of one");
    }
    String host = headers.first("Host");
    if (host != null && !Authority.isValid(host)) {
      throw new HttpException(400, "malformed Host");
    }
    return host;
  }

  /// RFC 9112 §6.3; whatever could be understood in two ways is refused.
  private static long bodyLength(HttpHeaders headers, boolean http11) throws HttpException {
    String coding = headers.joined("Transfer-Encoding");
    int lengths = headers.count("Content-Length");
    if (coding != null) {
      if (lengths > 0 || !http11) {
        throw new HttpException(
            400, "Transfer-Encoding " + (http11 ? "and Content-Length" : "in HTTP/1.0"));
      }
      requireChunked(coding);
      return RequestHead.CHUNKED;
    }
    String length = headers.first("Content-Length");
    if (length == null) {
      return 0;
    }
    if (lengths > 1 || !Syntax.isDigits(length)) {
      throw new HttpException(400, "malformed Content-Length");
    }
    return Syntax.number(length);
  }

  /// Chunked comes last, and once; we know no other coding (§§6.1, 6.3).
  private static void requireChunked(String codings) throws HttpException {
    if (codings.equalsIgnoreCase("chunked")) {
      return;
    }
    List<String> all = FieldLists.split(codings, ',');
    long chunked = all.stream().filter("chunked"::equalsIgnoreCase).count();
    if (chunked != 1 || !all.getLast().equalsIgnoreCase("chunked")) {
      throw new HttpException(400, "Transfer-Encoding does not end in one chunked: " + codings);
    }
    throw new HttpException(501, "unknown transfer encoding: " + codings);
  }

  private static HttpException malformed(ParseException e) {
    String message = String.valueOf(e.getMessage());
    int quoted = message.indexOf(';');
    return new HttpException(
        400, "malformed request: " + (quoted < 0 ? message : message.substring(0, quoted)));
  }

  /// What HttpCore's line parser overlooks: blanks that are too many or none at all, and versions
  /// with signs or several digits (RFC 9112 §§2.3, 3).
  private static final class Lines extends BasicLineParser {
    private static final String VERSION = " HTTP/0.0";

    @Override
    public RequestLine parseRequestLine(CharArrayBuffer line) throws ParseException {
      int start = line.length() - VERSION.length();
      int blank = line.indexOf(' ');
      if (blank < 1 || start <= blank + 1 || line.indexOf(' ', blank + 1, line.length()) != start) {
        throw new ParseException("not a method, a target and an HTTP version with one blank each");
      }
      for (int i = 0; i < VERSION.length(); i++) {
        char wanted = VERSION.charAt(i);
        char c = line.charAt(start + i);
        boolean digit = c >= '0' && c <= '9';
        if (wanted == '0' ? !digit : c != wanted) {
          throw new ParseException("no HTTP version at the end of the request line");
        }
      }
      return super.parseRequestLine(line);
    }
  }
}
