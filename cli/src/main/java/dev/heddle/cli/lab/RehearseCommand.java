package dev.heddle.cli.lab;

import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `heddle rehearse`: loads an echo of its own for some seconds. `./heddle` has the JVM learn from
/// that once per build, so that later its compiler seldom takes the processor from a measurement.
@Command(
    name = "rehearse",
    hidden = true,
    description = "Loads a built-in echo for some seconds, to train the JVM.")
public final class RehearseCommand implements Callable<Integer> {
  private static final int BUFFER = 16 * 1024;

  private final ToIntFunction<String[]> heddle;

  @Parameters(paramLabel = "DIRECTORY", description = "The directory for the reports.")
  Path directory = Path.of("");

  /// @param heddle the command, as a function from its arguments to its exit code
  public RehearseCommand(ToIntFunction<String[]> heddle) {
    this.heddle = heddle;
  }

  @Override
  public Integer call() throws IOException {
    try (Server server =
        Server.builder(RehearseCommand::echo).engine(Engine.loops(1)).port(0).start()) {
      int inTime = load(server, "--rate", "20k", "--requests", "60000", "--rounds", "40");
      return inTime == 0 ? load(server, "--requests", "100000", "--rounds", "40") : inTime;
    }
  }

  private static void echo(Connection connection) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    while (connection.read(bytes.clear()) >= 0) {
      connection.write(bytes.flip());
    }
  }

  private int load(Server server, String... pacing) {
    var arguments = new ArrayList<>(List.of("load", ":" + server.port(), "--slice", "250ms"));
    arguments.addAll(List.of(pacing));
    arguments.addAll(List.of("--html", directory.resolve("load.html").toString()));
    arguments.addAll(List.of("--json", directory.resolve("load.json").toString()));
    return heddle.applyAsInt(arguments.toArray(String[]::new));
  }
}
