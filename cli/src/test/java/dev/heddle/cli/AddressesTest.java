package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each command that takes an address says the same about the same fault.
class AddressesTest {
  private static final String LONG = "unix:/" + "x".repeat(107);

  private static final List<String> CLIENTS =
      List.of("connect %s", "check %s --as echo", "ps --status %s", "top --status %s", "load %s");

  private static final List<String> SERVERS =
      List.of("serve echo:%s --no-status", "serve echo --status-port %s");

  private static final Map<String, String> NO_SOCKETS =
      Map.of(
          "unix:",
          "no path after unix:",
          LONG,
          "the path of a Unix domain socket has at most 106 bytes, not 108");

  private static final Map<String, String> NO_PORTS =
      Map.of(
          "localhost", "no port",
          "7001", "no port",
          "localhost:", "no port",
          "localhost:0", "the port is not from 1 to 65535: 0",
          "localhost:65536", "the port is not from 1 to 65535: 65536",
          "localhost:http", "the port is not from 1 to 65535: http",
          "::1:7001", "an IPv6 address stands in brackets, as in [::1]:7001",
          "[::1:7001", "'[' without ']': [::1:7001",
          "[127.0.0.1]:7001", "no IPv6 address in the brackets: 127.0.0.1",
          "me@localhost:7001", "no host: me@localhost");

  private static Stream<Arguments> wrong(List<String> commands, Map<String, String> addresses) {
    return commands.stream()
        .flatMap(command ->
            addresses.entrySet().stream()
                .map(wrong -> Arguments.of(command, wrong.getKey(), wrong.getValue())));
  }

  static Stream<Arguments> wrongForClients() {
    return Stream.concat(wrong(CLIENTS, NO_SOCKETS), wrong(CLIENTS, NO_PORTS));
  }

  static Stream<Arguments> wrongForServers() {
    return wrong(SERVERS, NO_SOCKETS);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongForClients")
  void aClientSaysWhatIsWrongWithAnAddressAndWhatOnesLookLike(
      String command, String address, String wrong) {
    Run run = refused(command, address);
    assertThat(run.err())
        .containsPattern(
            "'\\Q" + address + "\\E' is not an? (address|target): \\Q" + wrong + "\\E; write ")
        .contains("127.0.0.1:7001");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongForServers")
  void aServerSaysWhatIsWrongWithASocket(String command, String address, String wrong) {
    assertThat(refused(command, address).err()).endsWith(address + ": " + wrong + "\n");
  }

  private static Run refused(String command, String address) {
    Run run = Run.heddle(command.formatted(address).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("heddle ").hasLineCount(1);
    return run;
  }

  static Stream<String> clients() {
    return CLIENTS.stream().filter(command -> !command.startsWith("top")); // it needs a terminal
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aHostThatDoesNotExistIsNoFaultOfTheArguments(String command) {
    Run run = Run.heddle(command.formatted("nobody.invalid:7001").split(" "));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith("there is no host nobody.invalid\n").hasLineCount(1);
  }
}
