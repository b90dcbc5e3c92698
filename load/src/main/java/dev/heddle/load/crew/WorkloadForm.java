package dev.heddle.load.crew;

import dev.heddle.load.RequestSpec;
import dev.heddle.load.Workload;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.HttpAnswers;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Pattern;

/// A workload on its way to a worker. Immutable.
///
/// @param request which requests: a kind, and what belongs to it
/// @param framing where an answer ends
/// @param expectation which answers are right
public record WorkloadForm(
    Choice request,
    Choice framing,
    Choice expectation,
    int pipeline,
    boolean reconnect,
    long timeoutNanos) {

  /// One of several kinds.
  ///
  /// @param value as text; bytes are in Base64
  public record Choice(String kind, String value) {
    private static Choice of(String kind) {
      return new Choice(kind, "");
    }

    private static Choice of(String kind, long value) {
      return new Choice(kind, Long.toString(value));
    }

    private static Choice of(String kind, ByteBuffer bytes) {
      return new Choice(kind, encode(bytes));
    }

    private int number() {
      return Integer.parseInt(value);
    }

    private IllegalArgumentException unknown() {
      return new IllegalArgumentException("unknown kind: " + kind);
    }
  }

  /// @throws IllegalArgumentException if its requests are made by code of the caller's own
  public static WorkloadForm of(Workload workload) {
    if (!(workload.requests() instanceof RequestSpec request)) {
      throw new IllegalArgumentException("requests that cannot be sent to a worker");
    }
    return new WorkloadForm(
        of(request),
        of(workload.framing()),
        of(workload.expectation()),
        workload.pipeline(),
        workload.reconnect(),
        workload.timeout().toNanos());
  }

  /// The workload itself.
  ///
  /// @throws IllegalArgumentException if it is malformed
  public Workload workload() {
    WireFormat format = wireFormat();
    return new Workload(
        requests(format), format, expected(), pipeline, reconnect, Duration.ofNanos(timeoutNanos));
  }

  private static Choice of(RequestSpec request) {
    return switch (request) {
      case RequestSpec.Text text -> Choice.of("text", StandardCharsets.UTF_8.encode(text.text()));
      case RequestSpec.Fixed fixed -> Choice.of("fixed", fixed.request());
      case RequestSpec.Sized sized -> Choice.of("sized", sized.bytes());
      case RequestSpec.Get _ -> Choice.of("get");
    };
  }

  private RequestSpec requests(WireFormat format) {
    return switch (request.kind) {
      case "text" -> new RequestSpec.Text(text(request.value), format);
      case "fixed" -> new RequestSpec.Fixed(decode(request.value));
      case "sized" -> new RequestSpec.Sized(request.number(), format);
      case "get" -> new RequestSpec.Get();
      default -> throw request.unknown();
    };
  }

  private static Choice of(WireFormat framing) {
    return switch (framing) {
      case WireFormats.Line _ -> Choice.of("line");
      case WireFormats.LengthPrefixed prefix -> Choice.of("length", prefix.width());
      case WireFormats.Bytes bytes -> Choice.of("bytes", bytes.count());
      case WireFormats.AsSent _ -> Choice.of("as sent");
      case WireFormats.Piece _ -> Choice.of("piece");
      case WireFormats.Quiet quiet -> Choice.of("quiet", quiet.quietNanos());
      case WireFormats.UntilClose _ -> Choice.of("close");
      case HttpAnswers _ -> Choice.of("http");
      default -> throw new IllegalArgumentException("framing that cannot be sent: " + framing);
    };
  }

  private WireFormat wireFormat() {
    return switch (framing.kind) {
      case "line" -> new WireFormats.Line();
      case "length" -> new WireFormats.LengthPrefixed(framing.number());
      case "bytes" -> new WireFormats.Bytes(framing.number());
      case "as sent" -> new WireFormats.AsSent();
      case "piece" -> new WireFormats.Piece();
      case "quiet" -> new WireFormats.Quiet(Long.parseLong(framing.value));
      case "close" -> new WireFormats.UntilClose();
      case "http" -> new HttpAnswers();
      default -> throw framing.unknown();
    };
  }

  private static Choice of(Expectation expectation) {
    return switch (expectation) {
      case Expectation.Anything _ -> Choice.of("anything");
      case Expectation.Echo _ -> Choice.of("echo");
      case Expectation.HttpSuccess _ -> Choice.of("success");
      case Expectation.Exactly exactly -> Choice.of("exactly", exactly.content());
      case Expectation.Matching matching ->
          Choice.of("matching", StandardCharsets.UTF_8.encode(matching.pattern().pattern()));
    };
  }

  private Expectation expected() {
    return switch (expectation.kind) {
      case "anything" -> new Expectation.Anything();
      case "echo" -> new Expectation.Echo();
      case "success" -> new Expectation.HttpSuccess();
      case "exactly" -> new Expectation.Exactly(decode(expectation.value));
      case "matching" -> new Expectation.Matching(Pattern.compile(text(expectation.value)));
      default -> throw expectation.unknown();
    };
  }

  private static String encode(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1
        .decode(Base64.getEncoder().encode(bytes.duplicate()))
        .toString();
  }

  private static ByteBuffer decode(String text) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(text));
  }

  private static String text(String base64) {
    return StandardCharsets.UTF_8.decode(decode(base64)).toString();
  }
}
