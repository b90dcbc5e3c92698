package dev.heddle.sim.net.channels;

import java.nio.channels.Pipe;

/// A pipe within a host. Thread-safe.
final class SimulatedPipe extends Pipe {
  private final PipeEnds.Source source;
  private final PipeEnds.Sink sink;

  SimulatedPipe(PipeEnds.Source source, PipeEnds.Sink sink) {
    this.source = source;
    this.sink = sink;
  }

  @Override
  public SourceChannel source() {
    return source;
  }

  @Override
  public SinkChannel sink() {
    return sink;
  }
}
