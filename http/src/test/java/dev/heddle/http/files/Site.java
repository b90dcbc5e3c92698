package dev.heddle.http.files;

import dev.heddle.Engine;
import dev.heddle.http.Http;
import dev.heddle.http.HttpTalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// A folder with files, and a server for it whose clock stands still until it is set.
final class Site implements AutoCloseable {
  static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05.678Z");
  static final String LAST_MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT";

  /// Folders with a file of this name in them.
  static final Predicate<Path> WITHHELD = path -> Files.exists(path.resolve("withheld"));

  final Path root;
  final HttpTalk client;
  private final AtomicLong clock = new AtomicLong();

  Site(Path folder) throws IOException {
    this(folder, false, Engine.virtual());
  }

  Site(Path folder, boolean listing, Engine engine) throws IOException {
    this.root = Files.createDirectories(folder.resolve("root"));
    this.client =
        HttpTalk.with(new Http(new StaticFiles(root, listing, WITHHELD, clock::get)), engine);
  }

  Site file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Site file(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
    return this;
  }

  void letTimePass() {
    clock.addAndGet(1_000_000_000);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
