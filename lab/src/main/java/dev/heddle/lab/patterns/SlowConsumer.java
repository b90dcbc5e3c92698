package dev.heddle.lab.patterns;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.Group;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.OverflowPolicy;
import dev.heddle.Server;
import dev.heddle.lab.Chart;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/// A message for all members, one of which does not read. Written under a lock to one member after
/// another, all wait for that one; with an outbox for each, none does.
final class SlowConsumer {
  private static final Setting READERS =
      Setting.number("readers", 3, 1, 50, "how many read as they should");
  private static final Setting MESSAGES =
      Setting.number("messages", 120, 1, 1000, "how many are sent to all");

  static final Experiment EXPERIMENT =
      new Experiment(
          "slow-consumer",
          "one member does not read: a broadcast under a lock, then with outboxes",
          List.of(READERS, MESSAGES),
          settings -> {
            int readers = settings.number(READERS);
            int messages = settings.number(MESSAGES);
            return List.of(
                new Scene("under a lock", lab -> play(lab, new UnderLock(lab), readers, messages)),
                new Scene("with outboxes", lab -> play(lab, new Outboxes(), readers, messages)));
          });

  private static final int SIZE = 64 * 1024;
  private static final long EVERY_MILLIS = 8;
  private static final long STUCK_MILLIS = 1000;

  /// The bound of a member's outbox: a quarter of a second's messages. Less would, on a busy
  /// machine, also disconnect members that read.
  private static final Limits LIMITS =
      Limits.DEFAULT.withOutbox(32 * SIZE, OverflowPolicy.DISCONNECT);

  private SlowConsumer() {}

  /// The recipients of the messages.
  interface Room {
    void join(Connection member);

    void broadcast(ByteBuffer message) throws IOException;
  }

  /// Writes to one after another.
  static final class UnderLock implements Room {
    private final ReentrantLock lock;
    private final List<Connection> members = new ArrayList<>(); // guarded by lock

    UnderLock(Lab lab) {
      this.lock = lab.lock("members");
    }

    @Override
    public void join(Connection member) {
      lock.lock();
      try {
        members.add(member);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void broadcast(ByteBuffer message) throws IOException {
      lock.lock();
      try {
        for (Connection member : members) {
          member.write(message.duplicate());
          member.flush();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// Puts the message into each outbox; a member whose outbox overflows is disconnected.
  static final class Outboxes implements Room {
    private final Group members = new Group();

    @Override
    public void join(Connection member) {
      members.add(member);
    }

    @Override
    public void broadcast(ByteBuffer message) {
      members.broadcast(Message.of(message));
    }
  }

  /// @return how long messages took to members that read
  static Waits play(Lab lab, Room room, int readers, int messages) throws Exception {
    var waits = new Waits();
    var first = new ArrayList<Double>(); // reader 1's, until it has ended
    var joined = new CountDownLatch(readers + 1);
    try (Server server =
            Server.builder(
                    member -> {
                      room.join(member);
                      joined.countDown();
                      member.readLine(); // until the server ends
                    })
                .limits(LIMITS)
                .start();
        Client client = Client.builder().build()) {
      Lab.Started stuck = lab.start("stuck", () -> stick(lab, client, server.port(), joined));
      var reading = new ArrayList<Lab.Started>();
      for (int i = 1; i <= readers; i++) {
        List<Double> mine = i == 1 ? first : new ArrayList<>();
        reading.add(lab.start("reader " + i, () -> read(lab, client, server.port(), waits, mine)));
      }
      lab.start(
              "speaker",
              () -> {
                joined.await();
                long due = lab.nanos(); // not when it is sent: one late message delays the next
                for (int i = 0; i < messages; i++, due += EVERY_MILLIS * 1_000_000) {
                  lab.sleep(Math.max(0, (due - lab.nanos()) / 1_000_000));
                  room.broadcast(message(due));
                }
                lab.note("has sent " + messages);
                server.drain(Duration.ofSeconds(2));
              })
          .join();
      stuck.join();
      for (Lab.Started reader : reading) {
        reader.join();
      }
    }
    lab.conclude("members that read: " + waits);
    lab.chart(chart(first));
    return waits;
  }

  private static ByteBuffer message(long nanos) {
    return ByteBuffer.allocate(4 + SIZE).putInt(SIZE).putLong(nanos).clear();
  }

  private static void read(Lab lab, Client client, int port, Waits waits, List<Double> mine)
      throws IOException {
    try (Connection connection = client.connect("127.0.0.1", port)) {
      for (byte[] frame; (frame = connection.readFrame()) != null; ) {
        long waited = lab.nanos() - ByteBuffer.wrap(frame).getLong();
        waits.add(waited);
        mine.add(waited / 1e6);
      }
    } catch (ConnectionBrokenException e) {
      lab.note("was disconnected: too slow");
    }
  }

  /// Reads nothing from when all are there, which is when the speaker begins.
  private static void stick(Lab lab, Client client, int port, CountDownLatch joined)
      throws IOException, InterruptedException {
    try (Connection connection = client.connect("127.0.0.1", port)) {
      joined.await();
      lab.note("reads nothing for " + STUCK_MILLIS + " ms");
      lab.sleep(STUCK_MILLIS);
      int count = 0;
      try {
        while (connection.readFrame() != null) {
          count++;
        }
        lab.note("has read all " + count);
      } catch (IOException e) {
        lab.note("was disconnected, and has read " + count);
      }
    }
  }

  private static Chart chart(List<Double> latencies) {
    var steps = new ArrayList<String>();
    for (int i = 1; i <= latencies.size(); i++) {
      steps.add(Integer.toString(i));
    }
    return new Chart(
        "Latency in ms of each message at reader 1",
        steps,
        List.of(new Chart.Series("reader 1", latencies)));
  }
}
