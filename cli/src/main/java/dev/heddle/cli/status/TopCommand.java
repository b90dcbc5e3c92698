package dev.heddle.cli.status;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.DurationConverter;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.observe.ConnectionOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `heddle top`: what a running server is doing, live.
@Command(
    name = "top",
    description = "Shows what a running server is doing, full-screen and refreshed.",
    sortOptions = false,
    sortSynopsis = false,
    footer = {"", "Keys: o the order of the connections, p pause, q quit."})
public final class TopCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Mixin StatusTarget target = new StatusTarget();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "1s",
      description = "How often. Default: ${DEFAULT-VALUE}.")
  Duration every = Duration.ofSeconds(1);

  public TopCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws CommandFailure {
    if (every.isZero()) {
      throw CommandFailure.usage("--every must be more than zero");
    }
    if (!streams.isTerminal()) {
      throw CommandFailure.usage("needs a terminal; heddle ps prints the same once");
    }
    if (!streams.isScreen()) {
      String type = System.getenv("TERM");
      throw CommandFailure.usage(
          (type == null || type.isEmpty() ? "TERM is not set" : "TERM=dumb cannot be drawn on")
              + "; heddle ps prints the same once");
    }
    StatusClient client = target.client();
    client.status(
        ConnectionOrder.BUSY, 0); // so that a wrong address is told before the screen is cleared
    try (var screen = new TopScreen(client, target.order, every, streams.wantsColours())) {
      screen.run();
    } catch (IOException e) {
      throw CommandFailure.impossible("the terminal cannot be used: " + e.getMessage());
    }
    return 0;
  }
}
