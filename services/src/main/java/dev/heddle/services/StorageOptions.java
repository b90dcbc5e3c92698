package dev.heddle.services;

import dev.heddle.services.topics.DataFolder;
import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The directory for data that outlives the services.
final class StorageOptions {
  static final Option OPTION =
      Option.path("data", "heddle-data", "the directory for stored data; none stores nothing");

  static final Option KEEP =
      Option.keep(
          "keep", "1GB", "how much to keep: an age (30d), a size (1GB), both (30d,1GB), or all");

  private StorageOptions() {}

  /// Opens a service's topics.
  ///
  /// @throws IllegalArgumentException if the directory cannot be used
  /// @throws IOException if its content cannot be read; the message says why and what to do
  static Topics open(Options options, String service) throws IOException {
    String directory = options.get(OPTION);
    return directory.equals("none")
        ? new MemoryTopics()
        : SqliteTopics.open(folder(directory), service, Keep.parse(options.get(KEEP)));
  }

  private static Path folder(String name) {
    Path folder = Path.of(name);
    try {
      DataFolder.prepare(folder);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          OPTION.name() + ": cannot create the directory " + folder + ": " + FileErrors.reason(e),
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException(OPTION.name() + ": may not write to " + folder);
    }
    return folder;
  }
}
