package dev.heddle.cluster;

import dev.heddle.load.crew.CrewJson;
import dev.heddle.load.crew.CrewLink;
import dev.heddle.load.crew.CrewMessage.Beat;
import dev.heddle.load.crew.CrewMessage.Hello;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The workers that wait at NATS servers for a load, as the planning process sees them. Each says
/// once a second that it is free; it is claimed by a request, and works for one load at a time.
/// JetStream is not needed. Belongs to one thread.
public final class LoadWorkers implements AutoCloseable {
  static final String FREE = "heddle.load.free.";
  static final String CLAIM = "heddle.load.claim.";
  static final String YES = "yes";

  private static final Duration LOOK = Duration.ofMillis(200);

  /// Much shorter than the silence after which a worker takes us for dead.
  private static final long BEAT_NANOS = 1_000_000_000;

  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final Connection connection;
  private final String run = UUID.randomUUID().toString();

  private LoadWorkers(Connection connection) {
    this.connection = connection;
  }

  /// Connects.
  ///
  /// @param servers their URLs, such as `nats://127.0.0.1:4222`
  /// @throws IllegalArgumentException if a URL is wrong
  /// @throws IOException if no server answers; the message says which were tried
  public static LoadWorkers connect(List<String> servers) throws IOException {
    return new LoadWorkers(Servers.connect(servers, "heddle load"));
  }

  /// The subject of what goes to a worker.
  static String down(String run, String worker) {
    return "heddle.load.run." + run + '.' + worker + ".down";
  }

  /// The subject of what comes from it.
  static String up(String run, String worker) {
    return "heddle.load.run." + run + '.' + worker + ".up";
  }

  /// Claims workers, as they come.
  ///
  /// @param patience how long to wait for all of them
  /// @param notices receives a sentence for each that has come
  /// @return a link to each
  /// @throws IOException if there are too few; the message says which are there
  public List<CrewLink> claim(int count, Duration patience, Consumer<String> notices)
      throws IOException {
    Subscription free = connection.subscribe(FREE + "*");
    var links = new LinkedHashMap<String, CrewLink>();
    var places = new ArrayList<String>();
    long end = System.nanoTime() + patience.toNanos();
    long beat = System.nanoTime();
    try {
      while (links.size() < count) {
        if (System.nanoTime() - end > 0) {
          throw new IOException(tooFew(count, patience, places));
        }
        Message offer = free.nextMessage(LOOK);
        if (offer != null && claim(offer.getSubject().substring(FREE.length()), links)) {
          places.add(place(offer));
          notices.accept("worker %d of %d: %s".formatted(links.size(), count, places.getLast()));
        }
        if (System.nanoTime() - beat >= BEAT_NANOS) {
          beat = System.nanoTime();
          for (CrewLink link : links.values()) {
            link.send(CrewJson.encode(new Beat())); // it waits for the others, too
          }
        }
      }
      free.unsubscribe();
      return List.copyOf(links.values());
    } catch (IOException | IllegalStateException e) {
      links.values().forEach(CrewLink::close);
      throw e instanceof IOException io ? io : new IOException("NATS: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      links.values().forEach(CrewLink::close);
      throw Stream.interrupted(e);
    }
  }

  private static String tooFew(int count, Duration patience, List<String> places) {
    return "%d of %d workers joined within %d s%s; start them with: heddle worker --cluster URL"
        .formatted(
            places.size(),
            count,
            patience.toSeconds(),
            places.isEmpty() ? "" : " (" + String.join("; ", places) + ")");
  }

  /// @return whether it is ours now, and was not before
  private boolean claim(String worker, Map<String, CrewLink> links) throws InterruptedException {
    if (links.containsKey(worker)) {
      return false; // said before it was claimed
    }
    var link = new NatsLink(connection, up(run, worker), down(run, worker));
    Message answer =
        connection.request(CLAIM + worker, run.getBytes(StandardCharsets.UTF_8), ANSWER);
    if (answer != null && text(answer).equals(YES)) {
      links.put(worker, link);
      return true;
    }
    link.close();
    return false;
  }

  private static String place(Message offer) {
    try {
      return CrewJson.decode(text(offer)) instanceof Hello hello
          ? hello.host() + ", process " + hello.pid()
          : "unknown";
    } catch (IllegalArgumentException e) {
      return "of another version"; // it will be rejected when it says so itself
    }
  }

  private static String text(@Nullable Message message) {
    return message == null ? "" : new String(message.getData(), StandardCharsets.UTF_8);
  }

  /// Disconnects; what was sent before has left.
  @Override
  public void close() {
    Servers.close(connection);
  }
}
