package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is served and what is not: the root, links, hidden names, folders that are withheld.
class ServedFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret",
        "/%2e%2e/secret",
        "/%2E%2E/secret",
        "/..%2fsecret",
        "/sub/../../secret",
        "/sub/%2e./%2e%2e/secret",
        "/..",
        "/sub/../..",
        "/.%2e/%2e%2e/etc/passwd",
        "/%2e%2e%2fsecret",
        "/..%5csecret",
        "/sub%2f..%2f..%2fsecret",
        "/..;/secret",
        "/link/secret",
        "/file-link",
        "/%c0%ae%c0%ae/secret",
        "/%00",
        "/a.txt%00.html",
        "/a.txt/",
        "/a.txt/x",
        "/%zz",
        "/%",
        "/%4",
        "/.hidden",
        "/.git/config",
        "/sub/.hidden",
        "/%2ehidden",
        "/missing",
        "/a%0Ab",
        "/pipe",
        "/loop",
        "/sub%2fx",
      })
  void nothingLeavesTheRootAndNothingHiddenIsServed(String target) throws Exception {
    try (Site site = new Site(folder)) {
      Files.writeString(folder.resolve("secret"), "secret");
      site.file("a.txt", "").file("sub/x", "").file(".hidden", "").file(".git/config", "");
      site.file("sub/.hidden", "");
      Files.createSymbolicLink(site.root.resolve("link"), folder);
      Files.createSymbolicLink(site.root.resolve("file-link"), folder.resolve("secret"));
      Files.createSymbolicLink(site.root.resolve("loop"), Path.of("loop"));
      new ProcessBuilder("mkfifo", site.root.resolve("pipe").toString()).start().waitFor();
      Reply reply = site.client.get(target).reply();
      assertThat(reply.status()).isIn(400, 404);
      assertThat(reply.text()).endsWith("\n").doesNotContain("secret");
    }
  }

  @Test
  void whatIsWithheldIsNotShown() throws Exception {
    try (Site site = new Site(folder)) {
      site.file("data/withheld", "").file("data/chat.db", "secret");
      Files.createSymbolicLink(site.root.resolve("link"), Path.of("data/chat.db"));
      for (String target : List.of("/data", "/data/", "/data/chat.db", "/link")) {
        assertThat(site.client.get(target).reply().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void filesThatKubernetesMountsAreServedAndItsFoldersAreNot() throws IOException {
    try (Site site = new Site(folder, true, Engine.virtual())) {
      site.file("..2026_01/index.html", "one").file("..2026_01/index.html.gz", "zipped");
      site.file("..2026_02/index.html", "two");
      Path data = Files.createSymbolicLink(site.root.resolve("..data"), Path.of("..2026_01"));
      for (String name : List.of("index.html", "index.html.gz")) {
        Files.createSymbolicLink(site.root.resolve(name), Path.of("..data/" + name));
      }
      assertThat(site.client.get("/").reply().text()).isEqualTo("one");
      assertThat(site.client.get("/index.html", "Accept-Encoding: gzip").reply().text())
          .isEqualTo("zipped");
      Files.delete(data);
      Files.createSymbolicLink(data, Path.of("..2026_02"));
      site.letTimePass();
      assertThat(site.client.get("/").reply().text()).isEqualTo("two");
      assertThat(site.client.get("/..data/index.html").reply().status()).isEqualTo(404);
    }
  }

  @Test
  void aLinkToSomethingHiddenIsFollowedSinceTheRequestedPathIsWhatHides() throws IOException {
    try (Site site = new Site(folder, true, Engine.virtual())) {
      site.file(".releases/2/index.html", "two").file(".store/1.gz", "zipped").file("a", "plain");
      Files.createSymbolicLink(site.root.resolve("current"), Path.of(".releases/2"));
      Files.createSymbolicLink(site.root.resolve("a.gz"), Path.of(".store/1.gz"));
      assertThat(site.client.get("/current/").reply().text()).isEqualTo("two");
      assertThat(site.client.get("/a", "Accept-Encoding: gzip").reply().text()).isEqualTo("zipped");
      assertThat(site.client.get("/").reply().text())
          .contains("./current/\"", "./a.gz\"")
          .doesNotContain("./.");
      assertThat(site.client.get("/.releases/2/index.html").reply().status()).isEqualTo(404);
    }
  }

  @Test
  void aRootThatIsALinkMayBeSwitched() throws IOException {
    Path root = Files.createSymbolicLink(folder.resolve("root"), Path.of("v1"));
    for (String release : List.of("v1", "v2")) {
      Files.writeString(Files.createDirectory(folder.resolve(release)).resolve("a"), release);
    }
    var clock = new AtomicLong();
    var files = new StaticFiles(root, false, Site.WITHHELD, clock::get);
    try (HttpTalk client = HttpTalk.with(files)) {
      assertThat(client.get("/a").reply().text()).isEqualTo("v1");
      Files.delete(root);
      Files.createSymbolicLink(root, Path.of("v2"));
      clock.addAndGet(1_000_000_000);
      assertThat(client.get("/a").reply().text()).isEqualTo("v2");
    }
  }

  @Test
  void aCompressedSiblingThatWouldNotBeServedItselfIsLeftAlone() throws Exception {
    try (Site site = new Site(folder)) {
      Files.writeString(folder.resolve("outside"), "secret");
      site.file("a.txt", "plain").file("data/withheld", "").file("data/chat.db", "secret");
      for (String target : List.of("../outside", "data/chat.db")) {
        Path sibling = site.root.resolve("a.txt.gz");
        Files.createSymbolicLink(sibling, Path.of(target));
        Reply reply = site.client.get("/a.txt", "Accept-Encoding: gzip").reply();
        assertThat(reply.text()).as(target).isEqualTo("plain");
        assertThat(reply.has("Content-Encoding")).isFalse();
        assertThat(site.client.get("/a.txt.gz").reply().status()).isEqualTo(404);
        Files.delete(sibling);
        site.letTimePass();
      }
    }
  }

  @Test
  void aLinkThatStaysBelowTheRootIsFollowed() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("sub/x", "x");
      Files.createSymbolicLink(site.root.resolve("link"), Path.of("sub/x"));
      assertThat(site.client.get("/link").reply().text()).isEqualTo("x");
    }
  }

  @Test
  void theRootMayBeALinkItself() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("x", "x");
      Path link = Files.createSymbolicLink(folder.resolve("link"), site.root);
      assertThat(new FileTree(link, false, Site.WITHHELD).find(RequestPath.parse("/x"), null, null))
          .isInstanceOf(Resource.Found.class);
    }
  }

  @Test
  void aRootThatIsNoFolderIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> new StaticFiles(file, false))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> new StaticFiles(folder.resolve("none"), false))
        .isInstanceOf(NoSuchFileException.class);
  }
}
