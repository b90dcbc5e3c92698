package dev.heddle.cli.load;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.arguments.GivenFile;
import dev.heddle.load.RequestSpec;
import dev.heddle.load.Target;
import dev.heddle.load.Workload;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.HttpAnswers;
import dev.heddle.load.wire.Template;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import dev.heddle.text.Durations;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Requests and expectations, from the command line.
public final class WorkloadOptions {
  private static final int DEFAULT_SIZE = 64;
  private static final int LARGEST_SIZE = 16 * 1024 * 1024;
  private static final int DEEPEST_PIPELINE = 100_000;
  private static final int LARGEST_DATAGRAM = 65_507;

  @Option(
      names = "--send",
      paramLabel = "TEXT",
      description =
          "What to send; {seq}, {conn} and {random:1..100} differ from request to request.")
  public @Nullable String send;

  @Option(
      names = "--send-file",
      paramLabel = "FILE",
      description = "Send the content of a file, as one request.")
  @Nullable Path sendFile;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "Send this many bytes, different each time. Default: 64.")
  @Nullable Integer size;

  @Option(
      names = "--frame",
      paramLabel = "FRAME",
      description =
          "Where an answer ends: line, length:4 (or 1, 2), bytes:N, idle:20ms, idle:0, close. "
              + "Default: line with --send and --expect, else as many bytes as were sent.")
  public @Nullable String frame;

  @Option(
      names = "--expect-echo",
      description = "The answer is the request itself. Default, unless --send is given.")
  boolean expectEcho;

  @Option(names = "--expect", paramLabel = "REGEX", description = "The answer contains a match.")
  public @Nullable String expect;

  @Option(
      names = "--expect-file",
      paramLabel = "FILE",
      description = "The answer is the content of a file.")
  @Nullable Path expectFile;

  @Option(
      names = "--pipeline",
      paramLabel = "N",
      description = "How many requests a connection has in flight. Default: 1.")
  @Nullable Integer pipeline;

  @Option(
      names = "--reconnect",
      description = "One request per connection; its latency includes connecting.")
  public boolean reconnect;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "2s",
      description =
          "An answer after this is late; none after twice that is a timeout. "
              + "Default: ${DEFAULT-VALUE}.")
  Duration timeout = Duration.ofSeconds(2);

  /// Whether no option about requests or expectations was given.
  public boolean isDefault() {
    return send == null
        && sendFile == null
        && size == null
        && frame == null
        && expect == null
        && expectFile == null
        && !expectEcho;
  }

  /// Whether an echo is expected of servers of which nothing was said.
  boolean expectsEchoByDefault(Target.Scheme transport) {
    return transport != Target.Scheme.HTTP && (isDefault() || expectEcho);
  }

  /// @param transport of all targets
  public Workload workload(Target.Scheme transport) throws CommandFailure {
    atMostOne("--send", send, "--send-file", sendFile, "--size", size);
    atMostOne(
        "--expect-echo", expectEcho ? true : null, "--expect", expect, "--expect-file", expectFile);
    int depth = pipeline == null ? 1 : pipeline;
    if (depth < 1 || depth > DEEPEST_PIPELINE) {
      throw CommandFailure.usage("--pipeline must be from 1 to " + DEEPEST_PIPELINE + ": " + depth);
    }
    if (timeout.isZero()) {
      throw CommandFailure.usage("--timeout must be more than zero");
    }
    if (reconnect && depth > 1) {
      throw CommandFailure.usage(
          "--pipeline cannot be combined with --reconnect: a connection has one request");
    }
    boolean http = transport == Target.Scheme.HTTP;
    WireFormat framing = http ? http() : framing(transport);
    if (depth > 1 && (framing.quietNanos() > 0 || framing instanceof WireFormats.UntilClose)) {
      throw CommandFailure.usage("--pipeline cannot be combined with --frame " + frame);
    }
    return new Workload(
        requests(framing, transport), framing, expectation(http), depth, reconnect, timeout);
  }

  private static void atMostOne(
      String a, @Nullable Object x, String b, @Nullable Object y, String c, @Nullable Object z)
      throws CommandFailure {
    int given = (x == null ? 0 : 1) + (y == null ? 0 : 1) + (z == null ? 0 : 1);
    if (given > 1) {
      throw CommandFailure.usage("only one of " + a + ", " + b + " and " + c);
    }
  }

  private WireFormat http() throws CommandFailure {
    if (send != null || sendFile != null || size != null || frame != null || expectEcho) {
      throw CommandFailure.usage(
          "http:// targets are sent GET requests; only --expect and --expect-file can be used with them");
    }
    return new HttpAnswers();
  }

  private WireFormat framing(Target.Scheme transport) throws CommandFailure {
    boolean datagrams = transport == Target.Scheme.UDP;
    if (frame == null) {
      boolean text = send != null || sendFile != null || expect != null || expectFile != null;
      return datagrams
          ? new WireFormats.Piece()
          : text ? new WireFormats.Line() : new WireFormats.AsSent();
    }
    if (datagrams) {
      throw CommandFailure.usage(
          "--frame cannot be used with udp:// targets: a datagram is an answer");
    }
    int colon = frame.indexOf(':');
    String argument = colon < 0 ? "" : frame.substring(colon + 1);
    try {
      return switch (colon < 0 ? frame : frame.substring(0, colon + 1)) {
        case "line" -> new WireFormats.Line();
        case "close" -> new WireFormats.UntilClose();
        case "length:" -> new WireFormats.LengthPrefixed(Integer.parseInt(argument));
        case "bytes:" -> new WireFormats.Bytes(Integer.parseInt(argument));
        case "idle:" -> idle(new DurationConverter().convert(argument));
        default -> throw noFrame();
      };
    } catch (IllegalArgumentException | picocli.CommandLine.TypeConversionException e) {
      throw noFrame();
    }
  }

  private static WireFormat idle(Duration time) {
    return time.isZero() ? new WireFormats.Piece() : new WireFormats.Quiet(time.toNanos());
  }

  private CommandFailure noFrame() {
    return CommandFailure.usage(
        "--frame: not one of line, length:1, length:2, length:4, bytes:N, idle:20ms, close: "
            + frame);
  }

  private RequestSpec requests(WireFormat framing, Target.Scheme transport) throws CommandFailure {
    if (transport == Target.Scheme.HTTP) {
      return new RequestSpec.Get();
    }
    if (send != null) {
      try {
        Template.of(send, framing);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--send: " + e.getMessage());
      }
      return new RequestSpec.Text(send, framing);
    }
    if (sendFile != null) {
      return fixed(GivenFile.read("--send-file", sendFile), framing);
    }
    int bytes = size == null ? DEFAULT_SIZE : size;
    int most = transport == Target.Scheme.UDP ? LARGEST_DATAGRAM : LARGEST_SIZE;
    if (bytes < 1 || bytes > most) {
      throw CommandFailure.usage("--size must be from 1 to " + most + ": " + bytes);
    }
    return new RequestSpec.Sized(bytes, framing);
  }

  private static RequestSpec fixed(byte[] content, WireFormat framing) throws CommandFailure {
    try {
      return new RequestSpec.Fixed(ByteBuffer.wrap(framing.encode(content)));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--send-file: " + e.getMessage());
    }
  }

  private Expectation expectation(boolean http) throws CommandFailure {
    if (expect != null) {
      try {
        return new Expectation.Matching(Pattern.compile(expect));
      } catch (PatternSyntaxException e) {
        throw CommandFailure.usage("--expect: " + e.getDescription() + ": " + expect);
      }
    }
    if (expectFile != null) {
      return new Expectation.Exactly(ByteBuffer.wrap(GivenFile.read("--expect-file", expectFile)));
    }
    if (http) {
      return new Expectation.HttpSuccess();
    }
    boolean echo = expectEcho || (send == null && sendFile == null);
    return echo ? new Expectation.Echo() : new Expectation.Anything();
  }

  /// In words, for the report.
  public String text(Target.Scheme transport) {
    String sent =
        transport == Target.Scheme.HTTP
            ? "GET requests"
            : send != null
                ? "\"" + send + "\""
                : sendFile != null
                    ? "the content of " + sendFile
                    : (size == null ? DEFAULT_SIZE : size) + " bytes";
    String expected =
        expect != null
            ? "a match of " + expect
            : expectFile != null
                ? "the content of " + expectFile
                : transport == Target.Scheme.HTTP
                    ? "a status below 400"
                    : expectEcho || (send == null && sendFile == null) ? "the same" : "any answer";
    return "sent: "
        + sent
        + "; expected: "
        + expected
        + (frame == null ? "" : ", framed by " + frame)
        + (pipeline == null || pipeline == 1 ? "" : "; " + pipeline + " in flight on a connection")
        + (reconnect ? "; a connection for each" : "")
        + "; timeout "
        + Durations.text(timeout);
  }
}
