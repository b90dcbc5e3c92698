package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Hosts, their crashes, and faults that follow from the seed; with plain sockets of the JDK.
class HostsTest {
  private static final int PORT = 7000;

  /// Answers each connection with one line.
  private static void serve(String answer) throws IOException {
    try (var server = new ServerSocket(PORT)) {
      while (true) {
        try (Socket client = server.accept()) {
          client.getOutputStream().write((answer + '\n').getBytes());
        }
      }
    }
  }

  private static String ask(String host) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new java.net.InetSocketAddress(host, PORT), 1000);
      socket.setSoTimeout(1000);
      return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
    }
  }

  private static String askUntilAnswered(String host) throws InterruptedException {
    while (true) {
      try {
        String answer = ask(host);
        if (answer != null) {
          return answer;
        }
      } catch (IOException e) {
        // It is down, or out of reach.
      }
      Thread.sleep(100);
    }
  }

  @Simulated(seeds = 100)
  void hostsHaveNamesAndAddresses(World world) throws Exception {
    world.host("server").onBoot(() -> serve("hello"));
    world
        .host("client")
        .run(() -> {
          assertThat(askUntilAnswered("server")).isEqualTo("hello");
          InetAddress server = InetAddress.getByName("server");
          assertThat(server.getHostAddress()).startsWith("10.");
          assertThat(InetAddress.getByAddress(server.getAddress()).getHostName())
              .isEqualTo("server");
          assertThat(InetAddress.getLocalHost()).isEqualTo(world.host("client").address());
          world.host("server").crash();
        })
        .join();
  }

  @Simulated(seeds = 20)
  void aSocketKnowsTheAddressOfItsOwnHost(World world) throws Exception {
    Host server = world.host("server");
    Host client = world.host("client");
    server
        .run(() -> {
          try (var listener = new ServerSocket(7000)) {
            client.run(() -> new Socket("server", 7000).close());
            try (Socket accepted = listener.accept()) {
              assertThat(accepted.getLocalAddress()).isEqualTo(server.address());
              assertThat(accepted.getInetAddress()).isEqualTo(client.address());
            }
          }
        })
        .join();
    server
        .run(() -> {
          try (var listener = new ServerSocket(7001)) {
            Thread connects =
                client.run(() -> {
                  try (var socket = new Socket("server", 7001)) {
                    assertThat(socket.getLocalAddress()).isEqualTo(client.address());
                    assertThat(socket.getInetAddress()).isEqualTo(server.address());
                  }
                });
            listener.accept().close();
            connects.join();
          }
        })
        .join();
  }

  @Simulated(seeds = 20)
  void aWriterThatWaitsGoesOnWhenTheReaderGetsALargerBuffer(World world) throws Exception {
    int size = 500_000;
    Host server = world.host("server");
    server.run(() -> {
      try (var listener = new ServerSocket(PORT);
          Socket client = listener.accept()) {
        client.setSendBufferSize(8 * 1024);
        client.getOutputStream().write(new byte[size]);
      }
    });
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(16 * 1024);
      Thread.sleep(10);
      socket.connect(new java.net.InetSocketAddress(server.address(), PORT));
      Thread.sleep(1000); // the server waits by then
      socket.setReceiveBufferSize(1 << 20);
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().readAllBytes()).hasSize(size);
    }
  }

  @Simulated(seeds = 200)
  void whatWasSentBeforeAResetArrivesBeforeIt(World world) throws Exception {
    Host server = world.host("server");
    server.run(() -> {
      try (var listener = new ServerSocket(PORT);
          Socket client = listener.accept()) {
        client.getOutputStream().write("last words\n".getBytes());
      } // what the client sends arrives later, and is answered by a reset
    });
    Thread.sleep(10);
    try (var socket = new Socket()) {
      socket.connect(new java.net.InetSocketAddress(server.address(), PORT));
      socket.getOutputStream().write('x');
      Thread.sleep(10);
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      assertThat(in.readLine()).isEqualTo("last words");
    }
  }

  @Simulated(seeds = 100)
  void aHostThatCrashedAnswersAgainAfterItsRestart(World world) throws Exception {
    var boots = new AtomicInteger();
    Host server = world.host("server");
    server.onBoot(() -> serve("boot " + boots.incrementAndGet()));
    world
        .host("client")
        .run(() -> {
          assertThat(askUntilAnswered("server")).isEqualTo("boot 1");
          server.crash();
          assertThat(server.isUp()).isFalse();
          server.restart();
          assertThat(askUntilAnswered("server")).isEqualTo("boot 2");
          server.crash();
        })
        .join();
  }

  /// A wait of some kind.
  private record Wait(String kind, World.Work work) {}

  /// Waits that end, or tasks that begin, after the crash.
  private static List<Wait> waits(CountDownLatch opened, Object monitor, Runnable after) {
    return List.of(
        new Wait("sleep", () -> Thread.sleep(1000)),
        new Wait("park", () -> LockSupport.parkNanos(1_000_000_000)),
        new Wait("poll", () -> new LinkedBlockingQueue<>().poll(1, TimeUnit.SECONDS)),
        new Wait("latch", opened::await),
        new Wait("timed latch", () -> opened.await(1, TimeUnit.SECONDS)),
        new Wait(
            "monitor",
            () -> {
              synchronized (monitor) {
                monitor.wait(1000);
              }
            }),
        new Wait(
            "socket",
            () -> {
              try (var listener = new ServerSocket(PORT)) {
                listener.setSoTimeout(1000);
                assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
              }
            }),
        new Wait(
            "future",
            () -> new CompletableFuture<>().completeOnTimeout("", 1, TimeUnit.SECONDS).join()),
        new Wait(
            "delayed task",
            () -> {
              CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(after);
              LockSupport.park();
            }),
        new Wait(
            "scheduled task",
            () -> {
              Executors.newScheduledThreadPool(1).schedule(after, 1, TimeUnit.SECONDS);
              LockSupport.park();
            }),
        new Wait(
            "timer",
            () -> {
              new Timer()
                  .schedule(
                      new TimerTask() {
                        @Override
                        public void run() {
                          after.run();
                        }
                      },
                      1000);
              LockSupport.park();
            }));
  }

  @Simulated(seeds = 100)
  void noThreadOfACrashedHostRunsAgainWhateverItWaitsFor(World world) throws Exception {
    Host server = world.host("server");
    var opened = new CountDownLatch(1);
    var monitor = new Object();
    var alive = new ConcurrentLinkedQueue<String>();
    for (Wait wait : waits(opened, monitor, () -> alive.add("a task"))) {
      World.Work work =
          () -> {
            wait.work.run();
            alive.add(wait.kind);
          };
      server.run(work);
    }
    Thread.sleep(500);
    server.crash();
    opened.countDown();
    synchronized (monitor) {
      monitor.notifyAll();
    }
    Thread.sleep(5000);
    assertThat(alive).isEmpty();
    server.restart();
    Thread.sleep(5000);
    assertThat(alive).isEmpty();
  }

  @Simulated(seeds = 20)
  void aDelayedTaskRunsOnTheHostThatAskedForIt(World world) throws Exception {
    Host server = world.host("server");
    InetAddress here =
        server.call(() ->
            CompletableFuture.supplyAsync(
                    HostsTest::localHost, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS))
                .join());
    assertThat(here).isEqualTo(server.address());
  }

  private static InetAddress localHost() {
    try {
      return InetAddress.getLocalHost();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Simulated(seeds = 200)
  void aClientThatTriesAgainOutlastsFaults(World world) throws Exception {
    world.host("server").onBoot(() -> serve("hello"));
    world.faults().within(Duration.ofSeconds(20)).partitions(2).crashes("server", 2).slowPeers(1);
    for (int i = 0; i < 2; i++) {
      world
          .host("client-" + i)
          .run(() -> {
            for (int n = 0; n < 20; n++) {
              assertThat(askUntilAnswered("server")).isEqualTo("hello");
              Thread.sleep(1000);
            }
          })
          .join();
    }
    Thread.sleep(30_000); // all faults are over
    world.host("server").crash();
  }

  @Simulated(seeds = 100)
  void datagramsReachOtherHosts(World world) throws Exception {
    world
        .host("server")
        .onBoot(() -> {
          try (var socket = new DatagramSocket(PORT)) {
            var packet = new DatagramPacket(new byte[100], 100);
            socket.receive(packet);
            socket.send(packet);
          }
        });
    world
        .host("client")
        .run(() -> {
          try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(1000);
            var answer = new DatagramPacket(new byte[100], 100);
            Thread.sleep(10);
            socket.send(
                new DatagramPacket("hi".getBytes(), 2, InetAddress.getByName("server"), PORT));
            socket.receive(answer);
            assertThat(answer.getLength()).isEqualTo(2);
          }
        })
        .join();
  }

  /// Their packets take 50 to 500 µs, and seldom come at the same moment.
  @Test
  void whatTwoClientsAskForAtAboutTheSameTimeCoincides() {
    Failure failure =
        Simulation.of(HostsTest::countsWithoutLock).strategy(Strategy.walk()).run().failure();
    assertThat(failure).isNotNull();
    assertThat(failure.cause()).isInstanceOf(AssertionError.class);
  }

  private static void countsWithoutLock(World world) throws Exception {
    var asked = new int[1];
    try (var server = new ServerSocket(PORT)) {
      List<Thread> clients = new ArrayList<>();
      List<Thread> handlers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(world.host("client-" + i).run(() -> ask("main")));
      }
      for (int i = 0; i < 3; i++) {
        Socket client = server.accept();
        handlers.add(
            world.run(
                "handler",
                () -> {
                  asked[0]++;
                  client.close();
                }));
      }
      for (Thread thread : handlers) {
        thread.join();
      }
      for (Thread thread : clients) {
        thread.join();
      }
    }
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void theStoryOfAFailureTellsFaultsAndPackets() {
    Failure failure =
        Simulation.of(
                world -> {
                  Host server = world.host("server");
                  server.onBoot(() -> serve("hello"));
                  Thread.sleep(10);
                  world.network().link("main", "server").cut();
                  server.disk().full(true).slow(true).slow(true).failSyncs(2);
                  server.crash();
                  world.network().heal("main", "server");
                  assertThatThrownBy(() -> ask("server")).isInstanceOf(IOException.class);
                  server.restart();
                  server.disk().full(false);
                  Thread.sleep(10);
                  for (int i = 0; i < 30; i++) {
                    ask("server"); // far more than 40 steps
                  }
                  server.crash();
                  throw new AssertionError("it fails");
                })
            .run()
            .failure();

    assertThat(failure).isNotNull();
    List<String> happened =
        failure.steps().stream()
            .filter(Step::isEvent)
            .map(step -> step.actions().getFirst().toString())
            .toList();
    assertThat(happened)
        .containsExactly(
            "what main sends to server is lost",
            "server's disk is full",
            "server's disk is slow",
            "the next 2 syncs of server's disk fail",
            "server crashes",
            "what main sends to server arrives again",
            "server starts again",
            "server's disk has room again",
            "server crashes");
    assertThat(failure.page()).contains("main → server: SYN, lost: server is down<");
    assertThat(failure.story())
        .containsSubsequence(
            "server starts again, at 1,01",
            " steps before, those above among them)",
            "main → server: SYN, at ",
            "server → main: SYN, ACK, at ",
            "server → main: 6 bytes, at ",
            "server crashes, at ",
            "then: java.lang.AssertionError: it fails");
    assertThat(failure.page())
        .contains("> what main sends to server is lost</td>")
        .containsPattern(
            "class=\"arrow (left|right)\" colspan=\\d+><b>\\d+</b> server → main: 6 bytes<");
  }

  @Test
  void aFailureIsShrunkToTheFaultsThatItNeeds() {
    Failure failure =
        Simulation.of(
                world -> {
                  world.host("server").onBoot(() -> serve("hello"));
                  world.faults().partitions(3).crashes("server", 1).slowPeers(3);
                  world
                      .host("client")
                      .run(() -> {
                        for (int n = 0; n < 150; n++) {
                          Thread.sleep(100);
                          assertThat(ask("server")).as("the answer").isEqualTo("hello");
                        }
                      })
                      .join();
                  world.host("server").crash();
                })
            .seeds(100)
            .run()
            .failure();

    assertThat(failure).isNotNull();
    assertThat(failure.shrunk()).isNotNull();
    assertThat(failure.shrunk().without().size()).isGreaterThanOrEqualTo(5);
  }
}
