package dev.heddle.connection;

import dev.heddle.Connection;
import dev.heddle.Limits;
import dev.heddle.tls.HandshakeListener;
import dev.heddle.tls.TlsSide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a line costs between the transport and the handler, in nanoseconds.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ReadLineBenchmark {
  /// How many lines come together.
  @Param({"1", "16"})
  int linesPerRead;

  /// Bytes of a line, its end included.
  @Param({"64", "1024"})
  int lineBytes;

  private Connection connection;

  @Setup
  public void open() {
    String lines = ("x".repeat(lineBytes - 1) + "\n").repeat(linesPerRead);
    var transport =
        new RepeatingTransport(lines.getBytes(StandardCharsets.US_ASCII), Long.MAX_VALUE);
    Limits limits = Limits.DEFAULT;
    connection =
        new StreamConnection(
            1, transport, limits, Budget.of(limits), null, TlsSide.server(HandshakeListener.NONE));
  }

  @Benchmark
  public String readLine() throws IOException {
    return connection.readLine();
  }

  /// With what an echo writes, which goes out before each read.
  @Benchmark
  public void echoLine() throws IOException {
    connection.writeLine(connection.readLine());
  }
}
