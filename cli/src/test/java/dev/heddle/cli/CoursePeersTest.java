package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real peers as courses have them, in Python: no newline goes over the wire, and each `recv` is a
/// message.
class CoursePeersTest {

  private static HeddleProcess serve(String service, String... more) throws Exception {
    String[] args = new String[6 + more.length];
    System.arraycopy(
        new String[] {"serve", service, "--port", "0", "--messages", "chunks"}, 0, args, 0, 6);
    System.arraycopy(more, 0, args, 6, more.length);
    return HeddleProcess.start(args);
  }

  private static String port(HeddleProcess heddle) throws Exception {
    return Integer.toString(HeddleProcess.port(heddle.awaitListening().get(1)));
  }

  @Test
  void talkAndTheCoursesClientTalkInBothDirections() throws Exception {
    try (var heddle = serve("talk");
        var client = PythonPeer.start("two_way.py", "connect", port(heddle))) {
      assertThat(heddle.nextLine()).startsWith("* a client is here");
      client.type("hi there");
      assertThat(heddle.nextLine()).isEqualTo("Client: hi there");
      heddle.type("hello\n");
      assertThat(client.nextLine()).isEqualTo("Server: hello");
      heddle.type("grüß dich\n");
      assertThat(client.nextLine()).isEqualTo("Server: grüß dich");
      client.type("bye");
      assertThat(heddle.nextLine()).isEqualTo("Client: bye");
      assertThat(heddle.nextLine()).isEqualTo("* the client has left");
    }
  }

  @Test
  void theConsoleEndsTheConversationToo() throws Exception {
    try (var heddle = serve("talk");
        var client = PythonPeer.start("two_way.py", "connect", port(heddle))) {
      assertThat(heddle.nextLine()).startsWith("* a client is here");
      heddle.type("bye\n");
      assertThat(client.nextLine()).isEqualTo("Server: bye");
      assertThat(heddle.nextLine()).isEqualTo("* the client has left");
    }
  }

  @Test
  void connectAndTheCoursesServerTalkInBothDirections() throws Exception {
    try (var server = PythonPeer.start("two_way.py", "serve")) {
      try (var heddle =
          HeddleProcess.start("connect", ":" + server.nextLine(), "--messages", "chunks")) {
        heddle.type("hi there\n");
        assertThat(server.nextLine()).isEqualTo("Client: hi there");
        server.type("hello");
        assertThat(heddle.nextLine()).isEqualTo("hello");
        server.type("how are you?");
        assertThat(heddle.nextLine()).isEqualTo("how are you?");
        heddle.type("bye\n");
        assertThat(server.nextLine()).isEqualTo("Client: bye");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "threads", "virtual", "selector", "loops"})
  void aClientThatSendsNoNewlineGetsItsAnswers(String engine) throws Exception {
    try (var heddle = serve("numbers", "--engine", engine);
        var client = PythonPeer.start("number_client.py", port(heddle), "12", "abc", "7")) {
      assertThat(client.nextLine()).isEqualTo("b'24'");
      assertThat(client.nextLine()).isEqualTo("b'error: not an integer: \"abc\"'");
      assertThat(client.nextLine()).isEqualTo("b'14'");
    }
  }

  @Test
  void aClientThatStopsInTheMiddleOfALineIsNamedInTheLog() throws Exception {
    try (var heddle = HeddleProcess.start("serve", "numbers", "--port", "0");
        var client = PythonPeer.start("number_client.py", port(heddle), "12")) {
      assertThat(heddle.nextErrorLine())
          .matches(
              "\\d\\d:\\d\\d:\\d\\d info numbers: connection \\d+ \\(.*\\) has sent 2 bytes without"
                  + " a newline; use --messages chunks for clients that send none");
    }
  }

  @Test
  void fromAPipeEachLineIsAMessageOfItsOwn() throws Exception {
    try (var heddle = serve("numbers")) {
      String[] connect = {"connect", ":" + port(heddle), "--messages", "chunks"};
      assertThat(Run.heddleWithInput("5\n", connect).out()).isEqualTo("10\n"); // and is warm now
      assertThat(Run.heddleWithInput("1\n22\n3\n", connect))
          .isEqualTo(new Run(0, "2\n44\n6\n", ""));
    }
  }

  @Test
  void numberClientsSendNoNewlineEither() throws Exception {
    try (var heddle = serve("numbers");
        var clients =
            HeddleProcess.start(
                "connect",
                ":" + port(heddle),
                "--numbers",
                "--messages",
                "chunks",
                "--pause",
                "0")) {
      assertThat(clients.nextLine()).matches("client 1: (\\d) -> \\d+");
    }
  }
}
