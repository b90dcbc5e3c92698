package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @ParameterizedTest(name = "heddle {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          frob                                  | unknown command frob; there are serve, connect, completion, help
          help frob                             | unknown command frob; there are serve, connect, completion, help
          serve web                             | unknown service web; there are echo, numbers, message, reverse, daytime
          serve --foo                           | unknown option --foo; there are --engine, --loops
          serve --engine fast                   | expected one of [blocking, threads, virtual, selector, loops]
          serve --engine                        | Missing required parameter for option '--engine' (ENGINE)
          serve --log loud                      | expected one of [off, error, warning, info, debug, trace]
          serve --drain soon                    | 'soon' is not a duration; write 250ms, 30s, 2m or 1h
          serve --drain 30                      | '30' is not a duration; write 250ms, 30s, 2m or 1h
          serve --stats 0                       | --stats must be more than zero
          serve --port 5                        | --port 5 goes with one service, not with 5
          serve echo --port 65536               | --port must be from 0 to 65535: 65536
          serve echo --port x                   | 'x' is not an int
          serve echo --host nobody.invalid      | --host: there is no host nobody.invalid
          serve echo --loops 2                  | --loops goes with --engine loops, not with virtual
          serve echo --engine loops --loops 0   | --loops must be 1 or more: 0
          serve echo --poller nio               | --poller goes with --engine loops, not with virtual
          serve echo --engine loops --poller x  | expected one of [auto, uring, epoll, nio]
          serve echo --max-connections 0        | --max-connections must be 1 or more: 0
          serve numbers --op cube               | --op: not one of double, square: cube
          serve echo --op square                | --op goes with numbers, which is not among the services
          connect                               | Missing required parameter: 'HOST:PORT'
          connect 7001                          | write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001
          connect ::1:7001                      | write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001
          connect :0                            | write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001
          connect :7002 --threads 2             | --threads goes with --numbers
          connect :7002 --pause 1s              | --pause goes with --numbers
          connect :7002 --numbers --threads 0   | --threads must be 1 or more: 0
          completion fish                       | expected one of [bash, zsh]
          """)
  void is_refused_in_one_line_that_says_what_is_allowed(String arguments, String message) {
    Run run = Run.heddle(arguments.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("heddle").contains(message).hasLineCount(1);
  }

  @Test
  void help_names_the_commands_and_what_each_takes() {
    assertThat(Run.heddle("help").out()).contains("serve", "connect", "completion", "help");
    assertThat(Run.heddle("help", "serve").out())
        .contains("--engine=ENGINE", "--prefix=TEXT", "--op=double|square", "echo, numbers")
        .doesNotContain("web");
    assertThat(Run.heddle("help", "connect").out()).contains("HOST:PORT", "--threads=N");
    assertThat(Run.heddle().out()).isEqualTo(Run.heddle("help").out());
  }

  @Test
  void the_version_is_told() {
    assertThat(Run.heddle("--version")).isEqualTo(new Run(0, Run.heddle("-V").out(), ""));
    assertThat(Run.heddle("--version").out()).matches("heddle .+ \\(Java 25.*\\)\\R");
  }

  @ParameterizedTest
  @CsvSource({"bash", "zsh"})
  void the_completion_script_knows_the_commands(String shell) {
    Run run = Run.heddle("completion", shell);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("serve connect completion");
  }
}
