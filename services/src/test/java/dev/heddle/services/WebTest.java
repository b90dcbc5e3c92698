package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Server;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.Reply;
import dev.heddle.services.topics.SqliteTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebTest {
  @TempDir Path folder;
  private Options options = Options.DEFAULTS;

  @BeforeEach
  void addFile() throws IOException {
    Files.writeString(folder.resolve("file"), "private");
    give("root", folder.toString());
  }

  private void give(String name, String value) {
    options = options.with(option(name), value);
  }

  private static Option option(String name) {
    return Web.SERVICE.options().stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Reply ask(String path, String host) throws IOException {
    try (Server server = Web.SERVICE.tcp().apply(options).start();
        HttpTalk client = HttpTalk.to(server)) {
      return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").reply();
    }
  }

  @Test
  void onLoopbackAForeignNameGetsNoFile() throws IOException {
    assertThat(ask("/file", "localhost:7080").text()).isEqualTo("private");
    assertThat(ask("/file", "web").text()).isEqualTo("private");
    Reply refused = ask("/file", "evil.example:7080");
    assertThat(refused.status()).isEqualTo(421);
    assertThat(refused.text())
        .isEqualTo("host not allowed: evil.example:7080; see --allowed-host\n");
  }

  @Test
  void whatAChatKeepsBelowTheRootIsNotServed() throws Exception {
    SqliteTopics.open(folder.resolve("heddle-data"), "chat").close();
    Files.createSymbolicLink(folder.resolve("link"), Path.of("heddle-data/chat.db"));
    for (String target :
        List.of("/heddle-data", "/heddle-data/", "/heddle-data/chat.db", "/link")) {
      assertThat(ask(target, "localhost").status()).as(target).isEqualTo(404);
    }
    assertThat(ask("/file", "localhost").status()).isEqualTo(200);
  }

  @Test
  void norDoesItGetThePagesOfOtherServices() throws IOException {
    var pages = new Pages();
    pages.add("/chat", request -> HttpResponse.text(200, "said in private"));
    options = options.withPages(pages);
    assertThat(ask("/chat/socket", "127.0.0.1").text()).isEqualTo("said in private");
    assertThat(ask("/chat/socket", "evil.example").status()).isEqualTo(421);
  }

  @Test
  void aFolderWithoutAPageOfItsOwnIsToldInTheLog() throws IOException {
    String told =
        "the web server answers / with 404: "
            + folder
            + " has no index.html; --listing lists folders";
    try (var log = new LogCapture()) {
      var _ = Web.SERVICE.tcp().apply(options); // as for a look at what it can do
      assertThat(ask("/", "localhost").status()).isEqualTo(404);
      assertThat(log.messages(Level.INFO)).containsOnlyOnce(told);
    }
    try (var log = new LogCapture()) {
      Files.writeString(folder.resolve("index.html"), "hello");
      assertThat(ask("/", "localhost").status()).isEqualTo(200);
      assertThat(log.messages(Level.INFO)).doesNotContain(told);
    }
  }

  @Test
  void silentClientsCannotTakeAllItsPlaces() throws IOException {
    try (Server server = Web.SERVICE.tcp().apply(options).maxConnections(2).start();
        HttpTalk silent = HttpTalk.to(server);
        HttpTalk another = HttpTalk.to(server);
        HttpTalk client = HttpTalk.to(server)) {
      assertThat(client.get("/file").reply().status()).isNotZero();
      assertThat(silent.isOver()).isTrue();
      assertThat(another.get("/file").reply().status()).isNotZero();
    }
  }

  @Test
  void severalNamesCanBeAllowed() throws IOException {
    give("allowed-host", "example.org,.example.net");
    assertThat(ask("/file", "example.org").status()).isEqualTo(200);
    assertThat(ask("/file", "www.example.net").status()).isEqualTo(200);
    assertThat(ask("/file", "localhost").status()).isEqualTo(200);
    assertThat(ask("/file", "evil.example").status()).isEqualTo(421);
  }

  @Test
  void elsewhereEveryNameIsServedUnlessSomeAreGiven() throws IOException {
    options = options.withAddress(InetAddress.ofLiteral("0.0.0.0"));
    assertThat(ask("/file", "example.org").status()).isEqualTo(200);
    give("allowed-host", "example.org");
    assertThat(ask("/file", "example.org").status()).isEqualTo(200);
    assertThat(ask("/file", "192.168.0.7:7080").status()).isEqualTo(200);
    assertThat(ask("/file", "evil.example").status()).isEqualTo(421);
  }

  @Test
  void theNameThatItListensAtIsItsOwn() throws IOException {
    options =
        options.withAddress(InetAddress.getByAddress("example.org", new byte[] {127, 0, 0, 1}));
    assertThat(ask("/file", "example.org:7080").status()).isEqualTo(200);
    options = options.withAddress(InetAddress.ofLiteral("::1"));
    assertThat(ask("/file", "[::1]:7080").status()).isEqualTo(200);
    assertThat(ask("/file", "example.org").status()).isEqualTo(421);
  }

  @Test
  void whatIsNoHostNameIsRefusedAtTheStart() {
    assertThatThrownBy(() -> give("allowed-host", "http://example.org"))
        .hasMessage("not a host name: http://example.org");
  }
}
