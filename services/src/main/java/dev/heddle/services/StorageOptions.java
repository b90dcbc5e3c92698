package dev.heddle.services;

import dev.heddle.services.nodes.Cluster;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.DataFolder;
import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.MemoryTopics;
import dev.heddle.services.topics.SqliteTopics;
import dev.heddle.services.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The directory for data that outlives the services.
final class StorageOptions {
  static final Option OPTION =
      Option.path("data", "heddle-data", "the directory for stored data; none stores nothing");

  static final Option KEEP =
      Option.keep(
          "keep", "1GB", "how much to keep: an age (30d), a size (1GB), both (30d,1GB), or all");

  static final Option CLUSTER =
      Option.text(
          "cluster",
          "",
          "share everything with the other nodes on these NATS servers, as in"
              + " nats://10.0.0.1:4222,nats://10.0.0.2:4222, instead of --data");

  private StorageOptions() {}

  /// Opens a service's topics.
  ///
  /// @throws IllegalArgumentException if the directory cannot be used
  /// @throws IOException if its content cannot be read; the message says why and what to do
  static Topics open(Options options, String service) throws IOException {
    Keep keep = Keep.parse(options.get(KEEP));
    Cluster cluster = options.cluster();
    if (cluster != null) {
      return cluster.topics(service, keep);
    }
    return areStored(options)
        ? SqliteTopics.open(folder(options), service, keep)
        : new MemoryTopics();
  }

  /// Opens a service whose clients take turns.
  @FunctionalInterface
  interface Opener<T> {
    /// @param company the other nodes; null for a process that serves alone
    T open(Topics topics, @Nullable Company company) throws IOException;
  }

  /// Opens a service with turns, and before it what it stores, or what all nodes do.
  ///
  /// @throws IllegalArgumentException likewise
  /// @throws IOException likewise
  static <T> T openTurns(Options options, String service, Opener<T> opener) throws IOException {
    Cluster cluster = options.cluster();
    if (cluster == null) {
      return opener.open(open(options, service), null);
    }
    Topics acts = cluster.acts(service);
    try {
      return opener.open(acts, cluster.company(service));
    } catch (IOException | RuntimeException e) {
      acts.close();
      throw e;
    }
  }

  /// Whether topics outlive the process.
  static boolean areStored(Options options) {
    return options.cluster() != null || !options.get(OPTION).equals("none");
  }

  /// Does what can be done before a service's topics are opened, which another process may have.
  ///
  /// @throws IllegalArgumentException likewise
  /// @throws IOException if SQLite cannot be used
  static void prepare(Options options) throws IOException {
    if (options.cluster() == null && areStored(options)) {
      folder(options);
      SqliteTopics.prepare();
    }
  }

  private static Path folder(Options options) {
    Path folder = Path.of(options.get(OPTION));
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
