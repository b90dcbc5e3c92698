package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.terminal.StandardStreams;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ArgumentsTest {

  @ParameterizedTest(name = "heddle {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          frob                                  | unknown command frob; there are serve, connect, load, worker, compare, ps, top, threads, lab, sim, check, completion, help
          help serve frob                       | not expected: frob
          help lab frob                         | unknown command frob; there are sleep, processes, speed-up
          help --foo                            | unknown option --foo; there are --help
          help frob                             | unknown command frob; there are serve, connect, load, worker, compare, ps, top, threads, lab, sim, check, completion, help
          serve site                            | unknown service site; there are echo, numbers, message, reverse, daytime, talk, chat, alert, game, web
          serve ecko                            | unknown service ecko; did you mean echo?
          serve Chat:6667                       | unknown service Chat; did you mean chat?
          serve chat:70000                      | the port of chat must be from 0 to 65535: 70000
          serve chat:-1                         | chat:-1: no port after the colon; write chat:7007
          serve chat:x                          | chat:x: no port after the colon; write chat:7007
          serve chat:                           | chat:: no port after the colon; write chat:7007
          serve :6667                           | unknown service ; there are echo, numbers
          serve echo:6667:1                     | echo:6667:1: no port after the colon
          serve echo echo                       | echo is named twice
          serve echo:0 echo:6667                | echo is named twice
          serve echo:6667 web:6667              | echo and web cannot both have port 6667
          serve echo:7007 chat                  | echo and chat cannot both have port 7007
          serve echo --cluster nats://[::1]:4222  | --cluster is an option of chat, alert, game, which is not among the services
          serve chat --cluster ftp://10.0.0.1:4222 | --cluster: 'ftp://10.0.0.1:4222' is not the URL of a NATS server; write nats://127.0.0.1:4222
          serve chat --cluster nats://a:4222,   | --cluster: '' is not the URL of a NATS server
          serve echo:6667 --port 0              | --port 0: each service has a port of its own already
          serve echo:6667 chat web --port 5     | --port 5 is for one service, not for 2
          serve --prot 5                        | unknown option --prot; did you mean --port?
          serv echo                             | unknown command serv; did you mean serve?
          echo                                  | echo is a service; write heddle serve echo
          help chta                             | unknown command or service chta; did you mean chat?
          lab dealock                           | unknown pattern dealock; did you mean deadlock?
          compare ehco                          | unknown service ehco; did you mean echo?
          compare --engines virtul              | unknown engine virtul; did you mean virtual?
          serve echo --host fe80::1%nope        | --host: there is no network interface nope
          serve --foo                           | unknown option --foo; there are --engine, --loops
          serve --engine fast                   | expected one of [blocking, threads, virtual, selector, loops]
          serve --engine                        | Missing required parameter for option '--engine' (ENGINE)
          serve --log loud                      | expected one of [off, error, warning, info, debug, trace]
          serve --drain soon                    | 'soon' is not a duration; write 250ms, 30s, 2m or 1h
          serve --drain 30                      | '30' is not a duration; write 250ms, 30s, 2m or 1h
          serve --stats 0                       | --stats must be more than zero
          serve --port 5                        | --port 5 is for one service, not for 10
          serve echo --port 65536               | --port must be from 0 to 65535: 65536
          serve echo --port x                   | 'x' is not a whole number
          serve echo --port 99999999999         | '99999999999' is too large a number
          serve echo --no-status=maybe          | 'maybe' is neither true nor false
          serve echo --host nobody.invalid      | --host: there is no host nobody.invalid
          serve echo --host=                    | --host is empty; 0.0.0.0 or :: listen everywhere
          serve echo --loops 2                  | --loops requires --engine loops, not virtual
          serve echo --engine loops --loops 0   | --loops must be from 1 to 1024: 0
          serve echo --engine loops --loops 1025 | --loops must be from 1 to 1024: 1025
          serve echo --poller nio               | --poller requires --engine loops, not virtual
          serve echo --busy-poll 1ms            | --busy-poll requires --engine loops, not virtual
          serve echo --engine loops --busy-poll x | x
          serve echo --engine loops --busy-poll 25h | must be from 0 to PT24H: PT25H
          serve echo --engine loops --poller x  | expected one of [auto, uring, epoll, nio]
          serve echo --max-connections 0        | --max-connections must be 1 or more: 0
          serve echo --max-connections-per-address 0 | must be a number of 1 or more: 0
          serve echo --max-connections-per-address x | must be a number of 1 or more: x
          serve echo --accept-rate-per-address 0 | must be a number of 1 or more: 0
          serve echo --accept-rate-per-address 99999999999 | must be a number of 1 or more: 99999999999
          serve echo --max-buffered 0           | must be a size of 1 byte or more, such as 64MB: 0
          serve echo --max-buffered 64XB        | must be a size of 1 byte or more, such as 64MB: 64XB
          serve echo --datagram-rate 0          | must be a number of 1 or more: 0
          serve echo --datagram-rate 1.5        | must be a number of 1 or more: 1.5
          serve web --allowed-host http://x.org | --allowed-host: not a host name: http://x.org
          serve web --allowed-host x.org,/      | --allowed-host: not a host name: /
          serve echo --allowed-host x.org       | --allowed-host is an option of web, which is not among the services
          serve echo --status-allowed-host a:b  | --status-allowed-host: not a host name: a:b
          serve echo --no-status --status-allowed-host x.org | --no-status cannot be combined with other --status options
          serve chat --keep soon                | --keep: 'soon' is not a bound; write an age (30d, 12h), a size (1GB, 500MB), both (30d,1GB) or all
          serve echo --keep 1GB                 | --keep is an option of chat, alert, game, which is not among the services
          serve echo --messages chunks          | --messages is an option of numbers, message, reverse, talk, which is not among the services
          serve talk --messages packets         | --messages: not one of lines, chunks: packets
          serve numbers --op cube               | --op: not one of double, square: cube
          serve echo --op square                | --op is an option of numbers, which is not among the services
          serve echo --data x                   | --data is an option of chat, alert, game, which is not among the services
          serve chat --data target/x --engine blocking | chat: needs at least 2 concurrent clients; the blocking engine allows 1
          serve alert --engine selector         | alert: the selector engine has no thread for a Handler
          serve game --max-connections 1        | game: needs at least 2 concurrent clients; maxConnections allows 1
          serve alert --ring 0                  | --ring: must be a number of 1 or more: 0
          serve alert --turn-timeout 0          | --turn-timeout: must be more than zero
          serve alert --max-alerts x            | --max-alerts: must be a number of 1 or more: x
          serve game --seed x                   | --seed: must be a whole number: x
          serve chat --oper-password-file /x/y  | chat: oper-password-file: cannot read /x/y: No such file or directory
          serve chat --oper-password-file /dev/zero | chat: oper-password-file: /dev/zero has more than 65536 bytes
          serve chat --oper-password-file /tmp  | chat: oper-password-file: cannot read /tmp: Is a directory
          serve chat --data /dev/null           | chat: data: cannot create the directory /dev/null: File exists
          serve chat --data /proc/x             | chat: data: cannot create the directory /proc/x: No such file or directory
          serve web --root /dev/null            | web: not a folder that can be read: /dev/null
          connect                               | Missing required parameter: 'HOST:PORT'
          connect :1 --send-proxy v3            | expected one of [v1, v2]
          connect :1 --tls-ca x                 | options for TLS require --tls
          connect :7002 --threads 2             | --threads requires --numbers
          connect :7002 --pause 1s              | --pause requires --numbers
          connect :7002 --numbers --threads 0   | --threads must be 1 or more: 0
          serve --slow 0                        | --slow must be more than zero
          serve --status-port 65536             | --status-port must be from 0 to 65535: 65536
          serve --status-port x                 | --status-port is neither a port nor unix:PATH: x
          serve --status-port unix:/x --status-host 127.0.0.1 | --status-host requires a port, not --status-port unix:/x
          serve echo:unix:/x --status-port unix:/x | echo and the status page cannot both have unix:/x
          serve echo --socket-mode 0660         | --socket-mode requires a service or --status-port on unix:PATH
          serve --status-host 0.0.0.0           | --status-host 0.0.0.0 is not loopback: it needs --status-token
          serve --status-host=                  | --status-host is empty
          serve --status-token=                 | --status-token is empty
          ps --status-token a\tb                | --status-token contains a control character
          serve --no-status --status-port 1     | --no-status cannot be combined with other --status options
          ps --order size                       | not one of busy, idle, bytes, age: size
          ps --connections -1                   | --connections must be from 0 to 10000: -1
          top                                   | needs a terminal; heddle ps prints the same once
          lab nope                              | unknown pattern nope; there are sleep, processes, speed-up
          lab sleep --naps 0                    | --naps must be a number from 1 to 20: 0
          lab sleep --naps few                  | --naps must be a number from 1 to 20: few
          lab sleep --seed abc                  | --seed': 'abc' is not a whole number
          lab sleep --seed 99999999999999999999 | '99999999999999999999' is too large a number
          lab sleep --capacity 5                | unknown option --capacity; there are --threads, --seed, --html
          lab sleep --threads green             | expected one of [platform, virtual]
          lab sleep --html /nowhere/x.html      | --html: cannot write /nowhere/x.html: No such file or directory
          lab sleep --html /tmp                 | --html: cannot write /tmp: Is a directory
          lab sleep more                        | not expected: more
          lab producer-consumer --on paper      | --on: not one of conditions, lock, semaphores, queue: paper
          lab step-3 --port 65536               | --port must be from 0 to 65535: 65536
          check :7001                           | missing kind of server: --as SERVICE, or --rules FILE
          check :7001 --as gopher               | --as: not one of echo, numbers, message, reverse, daytime, talk, chat, alert, game, web: gopher
          check :7001 --as echo --insecure      | options for TLS require --tls
          check :7001 --as echo --rubric 1,2    | --rubric: not three numbers for behaviour, load and robustness, as in 60,30,10: 1,2
          check :7001 --as echo --pid 999999999 | --pid: there is no process 999999999
          load                                  | Missing required parameter: 'TARGET'
          load tcp://192.0.2.1:1                | is another machine; if you may load it, add --allow-remote
          load :1 --workers 0                   | --workers must be from 1 to 1000: 0
          load :1 --workers 4 --connections 3   | --workers 4 are more than --connections 3
          load :1 --workers 4 --threads 2 --connections 7 | --workers 4 with --threads 2 each are more than --connections 7
          load :1 --cluster nats://:4222        | --cluster: give the number of workers, as in --workers 4
          load :1 --workers 2 --worker-wait 1s  | --worker-wait requires --cluster
          load :1 --worker-wait 1s              | --worker-wait requires --workers and --cluster
          load :1 --workers 2 --cluster http://x | 'http://x' is not the URL of a NATS server; write nats://127.0.0.1:4222
          worker                                | --cluster is missing, as in --cluster nats://127.0.0.1:4222
          worker --cluster http://x             | 'http://x' is not the URL of a NATS server
          load a=:1,pid=999999999               | a=:1,pid=999999999: there is no process 999999999
          load http://unix:/x:y                 | a path must follow the socket and a colon, as in http://unix:/run/web:/index.html
          load udp://unix:/x                    | no datagrams on Unix domain sockets
          load udp://:1 --send-proxy v2         | --send-proxy cannot be used with udp:// targets
          load :1 --send-proxy v3               | expected one of [v1, v2]
          load a=:1 a=:2                        | two targets are named a; write NAME=TARGET
          load :1 http://localhost/             | http://, udp:// and streams cannot be compared
          load :1 --connections 0               | --connections must be from 1 to 1000000: 0
          load :1 --rate fast                   | 'fast' is not a rate; write 500, 50k or 1000/s
          load :1 --rate 1k --ramp 1..2         | only one of --rate, --ramp and --find-max
          load :1 --ramp 1k                     | --ramp: write FROM..TO, as in 1k..100k: 1k
          load :1 --find-max p99                | --find-max: 'p99' is not a condition
          load :1 --find-max p99>5ms            | --find-max: 'p99>5ms' holds when a server is slow; write
          load :1 --find-max errors>=1          | --find-max: 'errors>=1' holds when a server is slow; write
          load :1 --find-max rate<10k           | --find-max: 'rate<10k' is about the rate, which is what
          load :1 --find-max rate>10k           | --find-max: 'rate>10k' is about the rate, which is what
          load :1 --find-max rss/conn<10k       | --find-max: 'rss/conn<10k' is measured once, not at each
          load :1 --find-max p99<2*first        | --find-max: 'p99<2*first' compares targets
          load a=:1 b=:2 --fail-if p99>soon     | 'p99>soon' compares with soon, which is not among a, b
          load :1 --fail-if p98>1ms             | --fail-if: unknown figure p98; there are mean, p50
          load :1 --size 0                      | --size must be from 1 to 16777216: 0
          load :1 --requests many               | 'many' is not a whole number
          load :1 --json=                       | '' is not a file name
          load :1 --size 1 --send x             | only one of --send, --send-file and --size
          load :1 --send {sequence}             | --send: {sequence} is not one of {seq}, {conn}, {random:1..100}
          load :1 --frame length:3              | --frame: not one of line, length:1, length:2, length:4
          load :1 --frame idle:x                | --frame: not one of line
          load :1 --expect (                    | --expect: Unclosed group: (
          load :1 --expect-file /none           | --expect-file: cannot read /none: No such file or directory
          load :1 --send-file /tmp              | --send-file: cannot read /tmp: Is a directory
          load :1 --html /nowhere/x.html        | --html: cannot write /nowhere/x.html: No such file or directory
          load :1 --send-file /dev/zero         | --send-file: /dev/zero has more than 64 MiB
          check :1 --rules /dev/zero            | --rules: /dev/zero has more than 64 MiB
          load :1 --json x/../a --html a        | --json and --html cannot both write a
          load :1 --hdr /tmp                    | --hdr: cannot write /tmp: Is a directory
          load :1 --pipeline 2 --reconnect      | --pipeline cannot be combined with --reconnect
          load :1 --pipeline 2 --frame close    | --pipeline cannot be combined with --frame close
          load :1 --rounds 2 --duration 5s      | --duration and --rounds both set the length
          load :1 --slice 0                     | --slice must be more than zero
          load http://localhost/ --size 5       | http:// targets are sent GET requests
          load udp://:1 --frame line            | --frame cannot be used with udp:// targets
          compare site                          | unknown service site; there are echo, numbers
          compare --engines ,                   | --engines is empty; the engines are blocking, threads
          compare --connections ,               | --connections has no number; write 100,1000
          compare --fail-if p99>nginx           | 'p99>nginx' compares with nginx, which is not among blocking
          compare --engines fast                | unknown engine fast; there are blocking, threads
          compare --engines virtual --poller nio | --poller requires the loops engine
          compare --connections 5,x             | 'x' is not a whole number
          compare --connections 0               | --connections must be from 1 to 1000000: 0
          completion fish                       | expected one of [bash, zsh]
          """)
  void isRefusedInOneLineThatSaysWhatIsAllowed(String arguments, String message) {
    Run run = Run.heddle(arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("heddle").contains(message).hasLineCount(1);
  }

  @Test
  void aServiceThatTheEngineCannotCarryLeavesNoFolder(@TempDir Path directory) {
    Path data = directory.resolve("data");
    Run run = Run.heddle("serve", "chat", "--data", data.toString(), "--engine", "blocking");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(data).doesNotExist();
  }

  @Test
  void helpNamesTheCommandsAndWhatEachTakes() {
    assertThat(Run.heddle("help").out())
        .contains(
            "serve",
            "connect",
            "load",
            "worker",
            "compare",
            "ps",
            "top",
            "lab",
            "check",
            "completion",
            "help");
    assertThat(Run.heddle("help", "serve").out())
        .contains("--engine=ENGINE", "--prefix=TEXT", "--op=double|square", "SERVICE[:PORT]...")
        .contains("--data=PATH", "Of chat, alert, game:", "--turn-timeout=TIME", "Default: 2s.")
        .doesNotContain("Default: ..");
    assertThat(Run.heddle("help", "lab", "ring").out()).contains("--members=N");
    assertThat(Run.heddle("help", "connect").out()).contains("HOST:PORT", "--threads=N");
    assertThat(Run.heddle().out()).isEqualTo(Run.heddle("help").out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachCommandHasHelpThatNamesTheOptionForIt(List<String> command) {
    List<String> words = new ArrayList<>(command.subList(1, command.size()));
    words.add("--help");
    Run help = Run.heddle(words.toArray(String[]::new));
    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines().filter(line -> line.startsWith("  ")))
        .anyMatch(line -> line.matches("  -h, --help +Print this help and exit\\."));
    words.set(words.size() - 1, "-h");
    assertThat(Run.heddle(words.toArray(String[]::new))).isEqualTo(help);
  }

  static Stream<List<String>> commands() {
    var none = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return commands(
        Heddle.commandLine(new StandardStreams(InputStream.nullInputStream(), none, none)),
        List.of());
  }

  private static Stream<List<String>> commands(CommandLine command, List<String> parents) {
    var words = new ArrayList<>(parents);
    words.add(command.getCommandName());
    return Stream.concat(
        Stream.of(List.copyOf(words)),
        command.getSubcommands().values().stream().flatMap(child -> commands(child, words)));
  }

  @Test
  void helpListsTheServicesAndSaysWhatGoesOverTheWire() {
    assertThat(Run.heddle("help", "serve").out())
        .containsPattern("(?m)^  echo +7001 +sends back what it receives")
        .containsPattern("(?m)^  web +7080 +");
    assertThat(Run.heddle("help", "chat").out())
        .startsWith("chat: chat rooms")
        .contains("port 7007 (TCP)", "/nick NAME", "--data=PATH", "\"error: slow down\"")
        .doesNotContain("`");
    assertThat(Run.heddle("help", "echo").out()).contains("(TCP and UDP)", "--prefix=TEXT");
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(Run.heddle("--version")).isEqualTo(new Run(0, Run.heddle("-V").out(), ""));
    assertThat(Run.heddle("--version").out()).matches("heddle .+ \\(Java 25.*\\)\\R");
  }

  @ParameterizedTest
  @CsvSource({"bash", "zsh"})
  void theCompletionScriptKnowsTheCommands(String shell) {
    Run run = Run.heddle("completion", shell);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("serve connect load worker compare ps top threads lab sim check completion");
  }

  @Test
  void theManualPageNamesEachCommandWithItsOptions() {
    Run run = Run.heddle("man");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .startsWith(".TH HEDDLE 1", ".SH NAME")
        .contains(".SS heddle serve", ".SS heddle lab ring", ".B \\-\\-engine ENGINE")
        .contains(".B SERVICE[:PORT]", ".B \\-h, \\-\\-help")
        .noneMatch(line -> line.isEmpty() || line.contains("rehearse") || line.contains("@|"));
  }
}
