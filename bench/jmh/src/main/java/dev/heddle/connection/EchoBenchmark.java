package dev.heddle.connection;

import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.tls.HandshakeListener;
import dev.heddle.tls.TlsSide;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What an echo of 64 bytes costs between the transport and the code that answers, in nanoseconds:
/// a handler, and the callbacks of a protocol, which answer through the outbox.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EchoBenchmark {
  private static final int ECHOES = 10_000;

  private static final Handler HANDLER =
      connection -> {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        while (connection.read(buffer.clear()) >= 0) {
          connection.write(buffer.flip());
        }
      };

  private static final Protocol PROTOCOL =
      new Protocol() {
        @Override
        public void received(ByteBuffer bytes, Outbox outbox) {
          outbox.send(bytes);
        }
      };

  @Benchmark
  @OperationsPerInvocation(ECHOES)
  public StreamConnection handler() throws Exception {
    return served(HANDLER);
  }

  @Benchmark
  @OperationsPerInvocation(ECHOES)
  public StreamConnection protocol() throws Exception {
    return served(new ProtocolHandler(PROTOCOL));
  }

  private static StreamConnection served(Handler handler) throws Exception {
    Limits limits = Limits.DEFAULT;
    var connection =
        new StreamConnection(
            1,
            new RepeatingTransport(new byte[64], ECHOES),
            limits,
            Budget.of(limits),
            null,
            TlsSide.server(HandshakeListener.NONE));
    handler.handle(connection);
    return connection;
  }
}
