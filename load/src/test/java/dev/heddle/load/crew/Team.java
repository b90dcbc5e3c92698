package dev.heddle.load.crew;

import dev.heddle.ProxyHeader;
import dev.heddle.Tls;
import dev.heddle.load.Campaign;
import dev.heddle.load.Pacing;
import dev.heddle.load.Plan;
import dev.heddle.load.RequestSpec;
import dev.heddle.load.Run;
import dev.heddle.load.RunObserver;
import dev.heddle.load.Target;
import dev.heddle.load.TargetParser;
import dev.heddle.load.Workload;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.WireFormats;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// Workers in this process, each on its thread and with a socket for a link, and a load that they
/// share.
final class Team implements AutoCloseable {
  static final CrewMessage.Hello HELLO =
      new CrewMessage.Hello(CrewMessage.PROTOCOL, "1.0", "here", "machine", 17, 2);

  final List<String> notices = new ArrayList<>();
  final Crew crew;

  private final List<Socket> sockets = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /// @param hellos of the workers, one each
  Team(Equipment equipment, CrewMessage.Hello... hellos) throws IOException {
    var links = new ArrayList<CrewLink>();
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      for (CrewMessage.Hello hello : hellos) {
        var theirs = new Socket(server.getInetAddress(), server.getLocalPort());
        links.add(link(server.accept()));
        sockets.add(theirs);
        CrewLink own = link(theirs);
        threads.add(
            Thread.ofPlatform().start(() -> new WorkerSession(own, hello, equipment).run()));
      }
    }
    crew = new Crew(links, notices::add);
  }

  static Team of(int workers) throws IOException {
    CrewMessage.Hello[] hellos = new CrewMessage.Hello[workers];
    java.util.Arrays.fill(hellos, HELLO);
    return new Team(new Tools(), hellos);
  }

  private CrewLink link(Socket socket) throws IOException {
    return new StreamLink(
        socket.getInputStream(),
        socket.getOutputStream(),
        () -> {
          try {
            socket.close();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        () -> "hung up");
  }

  /// Cuts off one of them, from 0.
  void cut(int worker) throws IOException {
    sockets.get(worker).close();
  }

  /// Each gets its part.
  Plan begin(
      SocketAddress address, int connections, long requests, Pacing pacing, Duration length) {
    return begin(address, connections, requests, pacing, length, 0);
  }

  /// Likewise, with slices of this length in rounds.
  Plan begin(
      SocketAddress address,
      int connections,
      long requests,
      Pacing pacing,
      Duration length,
      int rounds) {
    String text = "tcp://127.0.0.1:" + ((InetSocketAddress) address).getPort();
    Plan plan = plan(List.of(text), connections, requests, pacing, length, rounds);
    crew.begin(form(plan), 1, plan.isPaced(), HELLO);
    return plan;
  }

  Plan plan(
      List<String> targets,
      int connections,
      long requests,
      Pacing pacing,
      Duration length,
      int rounds) {
    var workload =
        new Workload(
            new RequestSpec.Text("hello {conn} {seq}", new WireFormats.Line()),
            new WireFormats.Line(),
            new Expectation.Echo(),
            1,
            false,
            Duration.ofSeconds(10));
    return new Plan(
        targets.stream().map(text -> TargetParser.parse(text).named("echo")).toList(),
        workload,
        connections,
        1,
        0,
        pacing,
        Duration.ZERO,
        length,
        rounds,
        length,
        requests,
        false,
        false);
  }

  PlanForm form(Plan plan) {
    return new PlanForm(
        plan.targets().stream().map(t -> new PlanForm.TargetForm(t.name(), t.text())).toList(),
        WorkloadForm.of(plan.workload()),
        null,
        null,
        plan.connections());
  }

  Run run(Plan plan, RunObserver watcher) throws InterruptedException {
    return runs(plan, watcher).getFirst();
  }

  List<Run> runs(Plan plan, RunObserver watcher) throws InterruptedException {
    return new Campaign(plan, crew, watcher, process -> {}).run();
  }

  @Override
  public void close() throws InterruptedException {
    crew.close();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Those of a worker that may do everything.
  static class Tools implements Equipment {
    @Override
    public void permit(Target target) {}

    @Override
    public boolean holds(long connections) {
      return true;
    }

    @Override
    public String shortage(int connections, int targets) {
      return connections + " connections are too many";
    }

    @Override
    public Tls tls(PlanForm.TlsForm form) {
      return Tls.insecure();
    }

    @Override
    public BiFunction<SocketAddress, SocketAddress, ProxyHeader> proxyHeaders(String version) {
      return ProxyHeader::of;
    }
  }
}
