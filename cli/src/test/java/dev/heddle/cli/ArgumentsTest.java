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
          frob                                  | unknown command frob; there are serve, connect, lab, completion, help
          help frob                             | unknown command frob; there are serve, connect, lab, completion, help
          serve site                            | unknown service site; there are echo, numbers, message, reverse, daytime, talk, chat, alert, game, web
          serve --foo                           | unknown option --foo; there are --engine, --loops
          serve --engine fast                   | expected one of [blocking, threads, virtual, selector, loops]
          serve --engine                        | Missing required parameter for option '--engine' (ENGINE)
          serve --log loud                      | expected one of [off, error, warning, info, debug, trace]
          serve --drain soon                    | 'soon' is not a duration; write 250ms, 30s, 2m or 1h
          serve --drain 30                      | '30' is not a duration; write 250ms, 30s, 2m or 1h
          serve --stats 0                       | --stats must be more than zero
          serve --port 5                        | --port 5 goes with one service, not with 10
          serve echo --port 65536               | --port must be from 0 to 65535: 65536
          serve echo --port x                   | 'x' is not an int
          serve echo --host nobody.invalid      | --host: there is no host nobody.invalid
          serve echo --loops 2                  | --loops goes with --engine loops, not with virtual
          serve echo --engine loops --loops 0   | --loops must be 1 or more: 0
          serve echo --poller nio               | --poller goes with --engine loops, not with virtual
          serve echo --engine loops --poller x  | expected one of [auto, uring, nio]
          serve echo --max-connections 0        | --max-connections must be 1 or more: 0
          serve numbers --op cube               | --op: not one of double, square: cube
          serve echo --op square                | --op goes with numbers, which is not among the services
          serve echo --data x                   | --data goes with chat, alert, game, which is not among the services
          serve chat --data x --engine blocking | chat: makes sense with 2 clients at once or more; the blocking engine allows 1
          serve alert --engine selector         | alert: the selector engine has no thread for a Handler
          serve game --max-connections 1        | game: makes sense with 2 clients at once or more; maxConnections allows 1
          serve alert --ring 0                  | --ring: must be a number of 1 or more: 0
          serve alert --turn-timeout 0          | --turn-timeout: must be more than zero
          serve alert --max-alerts x            | --max-alerts: must be a number of 1 or more: x
          serve game --seed x                   | --seed: must be a whole number: x
          serve chat --oper-password-file /x/y  | chat: cannot read the operators' password: /x/y
          connect                               | Missing required parameter: 'HOST:PORT'
          connect 7001                          | write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001
          connect ::1:7001                      | write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001
          connect :0                            | write 127.0.0.1:7001, [::1]:7001, localhost:7001 or :7001
          connect :7002 --threads 2             | --threads goes with --numbers
          connect :7002 --pause 1s              | --pause goes with --numbers
          connect :7002 --numbers --threads 0   | --threads must be 1 or more: 0
          lab nope                              | unknown pattern nope; there are sleep, producer-consumer
          lab sleep --naps 0                    | --naps must be a number from 1 to 20: 0
          lab sleep --naps few                  | --naps must be a number from 1 to 20: few
          lab sleep --capacity 5                | unknown option --capacity; there are --threads, --seed, --html
          lab sleep --threads green             | expected one of [platform, virtual]
          lab sleep --html /nowhere/x.html      | --html: there is no folder /nowhere
          lab sleep --html /tmp                 | --html: is a folder: /tmp
          lab sleep more                        | not expected: more
          lab producer-consumer --on paper      | --on: not one of conditions, lock, semaphores, queue: paper
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
    assertThat(Run.heddle("help").out()).contains("serve", "connect", "lab", "completion", "help");
    assertThat(Run.heddle("help", "serve").out())
        .contains("--engine=ENGINE", "--prefix=TEXT", "--op=double|square", "echo, numbers")
        .contains("--data=PATH", "Of chat, alert, game:", "--turn-timeout=TIME", "Default: 2s.")
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
    assertThat(run.out())
        .startsWith("#!/usr/bin/env bash")
        .contains("serve connect lab completion");
  }
}
