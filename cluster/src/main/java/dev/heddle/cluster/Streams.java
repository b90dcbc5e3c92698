package dev.heddle.cluster;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Makes the streams that a service needs, or takes them as they are and changes what differs: with
/// three replicas if there are three servers, else with one. Thread-safe; waits for the servers.
final class Streams {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /// How long to try: servers that have just started choose a leader first.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// How long servers that have just started may take to find each other.
  private static final Duration GATHERING = Duration.ofSeconds(5);

  private static final int REPLICAS = 3;

  private static final int NOT_FOUND = 10059;
  private static final int NO_SUITABLE_PEERS = 10005;
  private static final int NOT_ENABLED = 10076;
  private static final int NOT_ENABLED_FOR_ACCOUNT = 10039;

  /// What the names of all streams begin with.
  static final String PREFIX = "heddle-";

  private final Connection connection;
  private final JetStreamManagement management;

  /// How many replicas to ask for. A server that is alone accepts three for a stream that it has,
  /// and cannot restore the stream when it starts again (nats-server 2.9).
  private final int most;

  private volatile boolean warned;

  Streams(Connection connection) throws IOException {
    this.connection = connection;
    this.most = connection.getServerInfo().getCluster() == null ? 1 : REPLICAS;
    this.management =
        connection.jetStreamManagement(JetStreamOptions.builder().requestTimeout(ANSWER).build());
  }

  /// A stream of which nothing is deleted; bounds are added to it.
  static StreamConfiguration.Builder named(String name, String prefix) {
    return StreamConfiguration.builder()
        .name(name)
        .subjects(prefix + '*')
        .storageType(StorageType.File)
        .discardPolicy(DiscardPolicy.Old);
  }

  /// The services that have a stream of this kind.
  List<String> services(String kind) throws IOException {
    String end = '-' + kind;
    try {
      return management.getStreamNames().stream()
          .filter(name -> name.startsWith(PREFIX) && name.endsWith(end))
          .map(name -> name.substring(PREFIX.length(), name.length() - end.length()))
          .toList();
    } catch (JetStreamApiException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// @throws IOException if that cannot be; the message says why
  Stream open(StreamConfiguration.Builder wanted, String prefix) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        boolean fewerWillDo = warned || System.nanoTime() - start > GATHERING.toNanos();
        StreamConfiguration made = make(wanted, fewerWillDo);
        if (made.getReplicas() < REPLICAS) {
          warnOfOneCopy();
        }
        return new Stream(connection, made.getName(), prefix);
      } catch (IOException | JetStreamApiException e) {
        boolean forGood = e instanceof JetStreamApiException refused && !mayPass(refused);
        if (forGood || System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new IOException("JetStream: " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  private static boolean mayPass(JetStreamApiException e) {
    int code = e.getApiErrorCode();
    return code == NO_SUITABLE_PEERS
        || (Stream.isPassing(e) && code != NOT_ENABLED && code != NOT_ENABLED_FOR_ACCOUNT);
  }

  private StreamConfiguration make(StreamConfiguration.Builder wanted, boolean fewerWillDo)
      throws IOException, JetStreamApiException {
    StreamConfiguration full = wanted.replicas(most).build();
    try {
      return change(management.getStreamInfo(full.getName()), full);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != NOT_FOUND) {
        throw e;
      }
    }
    try {
      return management.addStream(full).getConfiguration();
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != NO_SUITABLE_PEERS || !fewerWillDo) {
        throw e;
      }
      return management.addStream(wanted.replicas(1).build()).getConfiguration();
    }
  }

  private void warnOfOneCopy() {
    if (!warned) {
      warned = true;
      LOG.log(
          Level.WARNING,
          "cluster: fewer than three NATS servers, so one copy only: what is stored is lost with"
              + " its disk");
    }
  }

  /// There may be three servers now, and other bounds may be wanted.
  private StreamConfiguration change(StreamInfo found, StreamConfiguration wanted)
      throws IOException, JetStreamApiException {
    StreamConfiguration has = found.getConfiguration();
    if (has.getReplicas() == wanted.getReplicas() && isSame(has, wanted)) {
      return has;
    }
    try {
      return management.updateStream(wanted).getConfiguration();
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != NO_SUITABLE_PEERS) {
        LOG.log(Level.WARNING, "{0} stays as it is: {1}", has.getName(), e.getMessage());
        return has;
      }
      if (isSame(has, wanted)) {
        return has;
      }
      var fewer = StreamConfiguration.builder(wanted).replicas(has.getReplicas()).build();
      return management.updateStream(fewer).getConfiguration();
    }
  }

  private static boolean isSame(StreamConfiguration has, StreamConfiguration wanted) {
    return has.getMaxBytes() == wanted.getMaxBytes()
        && Objects.equals(has.getMaxAge(), wanted.getMaxAge());
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw Stream.interrupted(e);
    }
  }
}
