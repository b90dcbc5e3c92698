package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.services.topics.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The services with one state for many clients, as processes.
class RoomsProcessTest {
  @TempDir Path directory;

  private HeddleProcess serve(String... args) throws IOException {
    var all = new ArrayList<>(List.of("serve"));
    all.addAll(List.of(args));
    all.addAll(List.of("--port", "0"));
    return HeddleProcess.start(all.toArray(String[]::new));
  }

  /// The peer.
  private static final class Guest implements AutoCloseable {
    private final Socket socket;
    final BufferedReader in;

    Guest(HeddleProcess heddle) throws IOException {
      this(HeddleProcess.port(heddle.awaitListening().get(1)));
    }

    Guest(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void says(String line) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
    }

    List<String> sees(int count) throws IOException {
      var lines = new ArrayList<String>();
      for (int i = 0; i < count; i++) {
        lines.add(in.readLine());
      }
      return lines;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void afterAKillUnderLoadAllDeliveredMessagesAreThereInOrderAndOnce() throws Exception {
    int members = 10;
    String data = directory.resolve("data").toString();
    List<List<String>> seen = new ArrayList<>();
    var enough = new CountDownLatch(200);
    try (var heddle = serve("chat", "--data", data, "--engine", "loops")) {
      int port = HeddleProcess.port(heddle.awaitListening().get(1));
      var guests = new ArrayList<Guest>();
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < members; i++) {
        var guest = new Guest(port);
        guests.add(guest);
        guest.sees(1);
        List<String> own = new ArrayList<>();
        seen.add(own);
        threads.add(Thread.startVirtualThread(() -> readAll(guest, own, enough)));
      }
      for (Guest guest : guests) {
        threads.add(Thread.startVirtualThread(() -> talkOn(guest)));
      }
      enough.await();
      heddle.signal("KILL");
      for (Thread thread : threads) {
        thread.join();
      }
    }
    List<String> history;
    try (var heddle = serve("chat", "--data", data);
        var guest = new Guest(heddle)) {
      guest.says("/history 1000");
      guest.says("/who");
      history = new ArrayList<>();
      for (String line; !(line = guest.in.readLine()).startsWith("In #lobby"); ) {
        history.add(line);
      }
      history.subList(0, 1 + Math.min(20, (history.size() - 1) / 2)).clear(); // of the welcome
    }
    assertThat(history).doesNotHaveDuplicates();
    for (List<String> messages : seen) {
      assertThat(messages).isNotEmpty().doesNotHaveDuplicates();
      assertThat(history).containsSubsequence(messages);
    }
  }

  private static void readAll(Guest guest, List<String> seen, CountDownLatch enough) {
    try {
      for (String line; (line = guest.in.readLine()) != null; ) {
        if (line.startsWith("Client ")) {
          seen.add(line);
          enough.countDown();
        }
      }
    } catch (IOException e) {
      // Killed.
    }
  }

  /// As fast as possible: the first ten pass, and then five per second.
  private static void talkOn(Guest guest) {
    try {
      for (int i = 0; i < 1000; i++) {
        guest.says("message " + i);
      }
    } catch (IOException e) {
      // Killed.
    }
  }

  @Test
  void damagedDataAreReportedAndLeftAlone() throws Exception {
    Path data = directory.resolve("data");
    DataFolder.prepare(data);
    Files.writeString(data.resolve("chat.db"), "what is this?".repeat(1000));
    Run run = Run.heddle("serve", "chat", "--port", "0", "--data", data.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("heddle serve: chat: " + data.resolve("chat.db") + " is damaged: ")
        .hasLineCount(1);
    assertThat(Files.readString(data.resolve("chat.db"))).startsWith("what is this?");
  }

  @Test
  void sentriesAreEndedTogetherByASignalAndTheTotalsPrinted() throws Exception {
    try (var heddle = serve("alert", "--ring", "1", "--data", "none");
        var guest = new Guest(heddle)) {
      guest.sees(1);
      guest.says("join ann");
      assertThat(guest.sees(3)).containsExactly("welcome ann: 1 of 1", "start", "turn 1");
      guest.says("alert fire");
      assertThat(guest.sees(2)).containsExactly("alert 1 ann: fire", "turn 2");
      heddle.signal("TERM");
      assertThat(guest.sees(1)).containsExactly("shutdown 1");
      guest.says("bye");
      assertThat(guest.in.readLine()).isNull();
      assertThat(heddle.nextErrorLine()).contains("waiting up to ");
      assertThat(heddle.nextErrorLine()).endsWith("alert: 1 alerts in all; in this run: {ann=1}");
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void theProcessEndsWellWhenTheLastAlertHasEndedTheService() throws Exception {
    try (var heddle = serve("alert", "--ring", "1", "--max-alerts", "1", "--data", "none");
        var guest = new Guest(heddle)) {
      guest.sees(1);
      guest.says("join ann");
      guest.sees(3);
      guest.says("alert fire");
      assertThat(guest.sees(2)).containsExactly("alert 1 ann: fire", "shutdown 1");
      guest.says("bye");
      assertThat(heddle.rest().getLast()).startsWith("alert: 1 accepted (1 ended)");
      assertThat(heddle.exitCode()).isZero();
    }
  }

  @Test
  void theSeedFixesTheSecretNumbers() throws Exception {
    var wins = new ArrayList<String>();
    for (int run = 0; run < 2; run++) {
      try (var heddle = serve("game", "--seed", "3", "--free", "--data", "none");
          var guest = new Guest(heddle)) {
        guest.sees(1);
        guest.says("join ann");
        guest.sees(1);
        int low = 1;
        int high = 100;
        for (String line = ""; !line.contains("wins"); ) {
          int middle = (low + high) / 2;
          guest.says(Integer.toString(middle));
          line = guest.sees(1).getFirst();
          low = line.equals("higher") ? middle + 1 : low;
          high = line.equals("lower") ? middle - 1 : high;
          if (line.contains("wins")) {
            wins.add(line);
          }
        }
      }
    }
    assertThat(wins.get(0)).isEqualTo(wins.get(1)).startsWith("ann wins round 1 with ");
  }

  @Test
  void operatorsHaveAPasswordFromAFile() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "sesame\n");
    try (var heddle = serve("chat", "--data", "none", "--oper-password-file", password.toString());
        var guest = new Guest(heddle)) {
      guest.sees(1);
      guest.says("/oper sesame");
      assertThat(guest.sees(1)).containsExactly("You are an operator.");
    }
  }

  @Test
  void aConsoleThatIsAPipeTalksToAClient() throws Exception {
    try (var heddle = serve("talk");
        var guest = new Guest(heddle)) {
      heddle.type("hello\n");
      assertThat(guest.sees(1)).containsExactly("hello");
      guest.says("hi");
      assertThat(heddle.nextLine()).startsWith("* a client is here");
      assertThat(heddle.nextLine()).isEqualTo("Client: hi");
      heddle.type("bye\n");
      assertThat(guest.sees(2)).containsExactly("bye", null);
    }
  }
}
