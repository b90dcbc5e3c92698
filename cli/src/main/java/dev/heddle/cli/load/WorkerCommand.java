package dev.heddle.cli.load;

import dev.heddle.cli.terminal.EndSignal;
import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import dev.heddle.cli.terminal.Streams;
import dev.heddle.load.crew.Link;
import dev.heddle.load.crew.StreamLink;
import dev.heddle.load.crew.WorkerSession;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heddle worker`: a process that has a part of a load.
@Command(
    name = "worker",
    description = "Has a part of the load of heddle load --workers, which starts it.",
    sortOptions = false,
    hidden = true)
public final class WorkerCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(names = WorkerProcess.CHILD, hidden = true, description = "Started by heddle load.")
  boolean child;

  public WorkerCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    EndSignal.onEach(WorkerCommand::signalled);
    Log.show(LogLevel.warning, streams.err());
    try (var worker = new Worker(true)) {
      new WorkerSession(new Parent(streams, worker), Worker.hello(), worker).run();
    }
    return 0;
  }

  /// Ctrl-C reaches all processes of the terminal; the parent ends its workers in good order.
  private static void signalled(EndSignal signal) {
    if (signal == EndSignal.TERM) {
      Runtime.getRuntime().halt(signal.exitCode());
    }
  }

  /// The link to the process that has started this one. When that ends, this one does, whatever it
  /// is about.
  private static final class Parent implements Link {
    private final StreamLink link;
    private final Worker worker;

    Parent(Streams streams, Worker worker) {
      this.worker = worker;
      link = new StreamLink(streams.in(), streams.out(), () -> {}, () -> "");
    }

    @Override
    public void send(String message) throws IOException {
      link.send(message);
    }

    @Override
    public @Nullable String receive() throws IOException {
      String message = link.receive();
      if (message == null) {
        worker.close();
        Runtime.getRuntime().halt(0);
      }
      return message;
    }

    @Override
    public boolean noticesDeath() {
      return true;
    }

    @Override
    public String ending() {
      return link.ending();
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
