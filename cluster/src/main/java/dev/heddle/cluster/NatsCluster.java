package dev.heddle.cluster;

import dev.heddle.services.nodes.Cluster;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.nodes.Register;
import dev.heddle.services.topics.Keep;
import dev.heddle.services.topics.Topics;
import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A cluster of Heddle nodes that share what they serve on NATS JetStream. Each node connects to
/// one of the servers, and to another one if that is lost. Thread-safe.
public final class NatsCluster implements Cluster, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");

  /// The oldest server with what is used of JetStream.
  private static final String OLDEST = "2.9.0";

  /// The oldest version that lost nothing in tests in which servers were killed and cut off: see
  /// docs/cluster.md.
  private static final String SOUND = "2.10.27";

  /// How long messages to other nodes are kept: a node that missed them for longer is dead.
  private static final Duration LETTERS = Duration.ofMinutes(1);

  /// Holdings are written anew long before; what has no holder any more is forgotten after this.
  private static final Duration HOLDINGS = Duration.ofHours(24);

  private static final int ACTS = 10_000;

  private static final String REGISTER = "register";

  private static final Duration PULSES = Duration.ofMinutes(1);

  private final Node node;
  private final Connection connection;
  private final ConnectionStates states;
  private final Streams streams;
  private final Map<String, LeasedRegister> joined = new ConcurrentSkipListMap<>(); // by service

  private NatsCluster(Node node, Connection connection, ConnectionStates states)
      throws IOException {
    this.node = node;
    this.connection = connection;
    this.states = states;
    this.streams = new Streams(connection);
  }

  /// Connects.
  ///
  /// @param servers their URLs, such as `nats://127.0.0.1:4222`, in the order in which they are
  ///   tried
  /// @throws IllegalArgumentException if a URL is wrong
  /// @throws IOException if no server answers; the message says which were tried
  public static NatsCluster connect(List<String> servers) throws IOException {
    var node = new Node();
    var states = new ConnectionStates(node);
    Connection connection =
        Servers.connect(
            servers,
            new Options.Builder()
                .connectionName("heddle " + node.id())
                .connectionTimeout(Duration.ofSeconds(2))
                .noRandomize()
                .connectionListener(states));
    var cluster = new NatsCluster(node, connection, states);
    try {
      requireJetStream(connection.getServerInfo());
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
  }

  private static void requireJetStream(ServerInfo server) throws IOException {
    if (!server.isSameOrNewerThanVersion(OLDEST)) {
      throw new IOException(
          "nats-server " + server.getVersion() + " is too old: " + OLDEST + " or newer is needed");
    }
    if (!server.isJetStreamAvailable()) {
      throw new IOException("the NATS server has no JetStream; start it with -js");
    }
    if (server.getCluster() != null && !server.isSameOrNewerThanVersion(SOUND)) {
      LOG.log(
          Level.WARNING,
          "cluster: nats-server {0} may lose messages when a server is killed or cut off; use {1}"
              + " or later",
          server.getVersion(),
          SOUND);
    }
  }

  @Override
  public Topics topics(String service, Keep keep) throws IOException {
    StreamConfiguration.Builder bounded = config(service, "topics");
    if (keep.age() != null) {
      bounded.maxAge(keep.age());
    }
    if (keep.bytes() != null) {
      bounded.maxBytes(keep.bytes());
    }
    Topics ordinary = open(bounded, service, "topics");
    try {
      return new JetStreamTopics(ordinary, open(config(service, "lasting"), service, "lasting"));
    } catch (IOException | RuntimeException e) {
      ordinary.close();
      throw e;
    }
  }

  @Override
  public Topics acts(String service) throws IOException {
    return open(config(service, "acts").maxMessagesPerSubject(ACTS), service, "acts");
  }

  @Override
  public Company company(String service) throws IOException {
    Topics letters = open(config(service, "letters").maxAge(LETTERS), service, "letters");
    try {
      return new Company(node.id(), register(service), letters);
    } catch (IOException | RuntimeException e) {
      letters.close();
      throw e;
    }
  }

  private Topics open(StreamConfiguration.Builder config, String service, String kind)
      throws IOException {
    return StreamTopics.open(streams.open(config, prefix(service, kind)), node);
  }

  private Register register(String service) throws IOException {
    Stream holdings =
        streams.open(
            config(service, REGISTER).maxMessagesPerSubject(1).maxAge(HOLDINGS),
            prefix(service, REGISTER));
    Stream pulses =
        streams.open(config(service, "pulses").maxAge(PULSES), prefix(service, "pulses"));
    LeasedRegister register = LeasedRegister.open(holdings, pulses, node, description());
    joined.put(service, register);
    return register;
  }

  /// What other nodes' operators see.
  private static String description() {
    String host = System.getenv().getOrDefault("HOSTNAME", "localhost");
    return host + ' ' + ProcessHandle.current().pid();
  }

  /// The nodes that are alive, of the services that this one serves, as far as it has read. Does
  /// not wait.
  public List<NodeView> nodesSeen() {
    return joined.entrySet().stream()
        .flatMap(each -> each.getValue().nodes(each.getKey()).stream())
        .toList();
  }

  /// The nodes that are alive, by what they serve. Waits.
  ///
  /// @throws IOException if the servers do not answer
  public List<NodeView> nodes() throws IOException {
    var nodes = new ArrayList<NodeView>();
    for (String service : streams.services(REGISTER)) {
      var stream = new Stream(connection, name(service, REGISTER), prefix(service, REGISTER));
      var holdings = new Holdings(node.id());
      Stream.Stored each = stream.next(stream.subjects(), 1);
      while (each != null) {
        holdings.apply(stream.token(each.subject()), each.sequence(), Claim.decoded(each.body()));
        each = stream.next(stream.subjects(), each.sequence() + 1);
      }
      nodes.addAll(holdings.nodes(service));
    }
    return nodes;
  }

  private static String name(String service, String kind) {
    return Streams.PREFIX + service + '-' + kind;
  }

  private static StreamConfiguration.Builder config(String service, String kind) {
    return Streams.named(name(service, kind), prefix(service, kind));
  }

  private static String prefix(String service, String kind) {
    return "heddle." + service + '.' + kind + '.';
  }

  @Override
  public void whenLost(Runnable action) {
    states.whenLost(action);
  }

  /// Disconnects. What was opened is closed by its users before.
  @Override
  public void close() {
    states.close();
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What the client reports and repairs by itself; what cannot be stored is reported to its
  /// author.
  static final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(Connection connection, String error) {
      LOG.log(Level.WARNING, "cluster: NATS: {0}", error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
      LOG.log(Level.DEBUG, "cluster: NATS", exception);
    }

    @Override
    public void slowConsumerDetected(Connection connection, @Nullable Consumer consumer) {
      LOG.log(Level.WARNING, "cluster: this node reads more slowly than messages arrive");
    }
  }
}
