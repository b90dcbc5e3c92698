package dev.heddle.cli.lab;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Ports;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.lab.steps.Step;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `heddle lab step-N`: the server of a page of the guide.
@Command(sortOptions = false, sortSynopsis = false)
final class StepCommand implements Callable<Integer> {
  private final Step step;
  private final StandardStreams streams;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where to listen, on this machine. Default: 0, which takes a free port.")
  int port;

  private StepCommand(Step step, StandardStreams streams) {
    this.step = step;
    this.streams = streams;
  }

  static CommandLine commandLine(Step step, StandardStreams streams) {
    var command = new CommandLine(new StepCommand(step, streams));
    command
        .getCommandSpec()
        .name(step.name())
        .usageMessage()
        .description("The guide's server: " + step.description() + '.');
    return command;
  }

  private String tryIt(int port) {
    return switch (step.name()) {
      case "step-14" -> "nc -u 127.0.0.1 " + port;
      case "step-15" -> "http://127.0.0.1:" + port + '/';
      default -> "nc 127.0.0.1 " + port;
    };
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Ports.require("--port", port);
    var stop = new StopRequest(streams.err());
    stop.listen();
    try (Step.Running server = step.starter().start(port)) {
      streams.out().println(step.description() + ": " + tryIt(server.port()));
      streams.out().println("listening");
      streams.out().flush();
      stop.await(null);
    } catch (IOException e) {
      throw CommandFailure.impossible("port " + port + ": " + e.getMessage());
    }
    return 0;
  }
}
