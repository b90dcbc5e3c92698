package dev.heddle.cli.serve;

import static java.util.stream.Collectors.joining;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.Hosts;
import dev.heddle.cli.terminal.PipeConsole;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.cli.terminal.Table;
import dev.heddle.cli.terminal.TerminalConsole;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import dev.heddle.net.SocketFiles;
import dev.heddle.observe.Observer;
import dev.heddle.observe.StatusServer;
import dev.heddle.services.Pages;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import dev.heddle.services.nodes.Cluster;
import dev.heddle.services.talk.Console;
import dev.heddle.text.Durations;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Services from their start to their end.
///
/// @param host as it was given, for the table
/// @param farewell how they end
/// @param stats how often to print figures; null for never
/// @param statusPage how the services are watched
/// @param named whether the services were asked for by name, so that each must run
record RunningServices(
    Binding binding,
    String host,
    Farewell farewell,
    @Nullable Duration stats,
    StatusPage statusPage,
    StandardStreams streams,
    boolean named) {
  private static final System.Logger LOG = System.getLogger("dev.heddle.cli");

  /// Runs the services until a signal comes, one of them ends, or another process serves instead.
  ///
  /// @return the exit code
  int run(List<Placement> services) throws CommandFailure, InterruptedException {
    Observer.prepare(); // before clients can use up the file descriptors
    var stop = new StopRequest(streams.err());
    stop.listen();
    var predecessor = Predecessor.of(System.getenv());
    if (services.stream().anyMatch(each -> each.service().exclusive())) {
      binding.prepare(services);
      if (!predecessor.awaitTurn(stop)) {
        return 0;
      }
    }
    var manager = ServiceManager.of(System.getenv());
    var round = this;
    do {
      round = round.serve(services, stop, manager, predecessor);
    } while (round != null);
    return 0;
  }

  /// @return what to run next; null if that was all
  private @Nullable RunningServices serve(
      List<Placement> services, StopRequest stop, ServiceManager manager, Predecessor predecessor)
      throws CommandFailure, InterruptedException {
    var leftOut = new ArrayList<String>();
    List<Endpoint> endpoints =
        named
            ? binding.withConsole(console(stop)).start(services)
            : binding.start(services, leftOut::add);
    var ending = new Shutdown();
    stop.whenMade(() -> ending.begin(Shutdown.Reason.STOPPED));
    watch(endpoints, ending);
    Cluster cluster = binding.options().cluster();
    if (cluster != null) {
      cluster.whenLost(() -> ending.begin(Shutdown.Reason.CUT_OFF));
    }
    Restart restart;
    Shutdown.Reason reason;
    try (var status = open(endpoints)) {
      endpoints.forEach(Endpoint::accept); // now that all is open that clients could take from us
      restart = new Restart(endpoints, status.server(), ending);
      stop.whenMade(restart::cancel);
      restart.listen();
      announce(endpoints, leftOut, status.server());
      manager.ready(names(endpoints), () -> status.observer().troubles());
      services.forEach(service -> takeOverFile(service.path()));
      takeOverFile(statusPage.file());
      predecessor.tellReady();
      while ((reason = ending.await(stats)) == null) {
        out().println(ServiceTotals.now(endpoints));
      }
      switch (reason) {
        case STOPPED, CUT_OFF -> {
          restart.cancel(); // unless it is over
          manager.stopping(farewell.most());
          stayALittle(stop, status.observer());
        }
        case REPLACED -> manager.replaced(restart.successor());
        case MAKES_WAY -> makesWay(endpoints, manager);
      }
      drain(endpoints);
    }
    endpoints.forEach(endpoint -> out().println(ServiceTotals.summary(endpoint)));
    out().flush();
    if (reason == Shutdown.Reason.MAKES_WAY) {
      GivenDescriptors sockets = restart.passOn();
      if (sockets != null) {
        return again(sockets);
      }
      if (restart.successor() == 0) {
        manager.stopping(farewell.drain());
      } else {
        manager.replaced(restart.successor());
      }
    }
    SafeLog.flush();
    if (reason == Shutdown.Reason.CUT_OFF) {
      throw CommandFailure.impossible("the cluster is lost; the log says why");
    }
    if (endpoints.stream().anyMatch(RunningServices::hasFailed)) {
      throw CommandFailure.impossible("a service failed; the log says why");
    }
    return null;
  }

  /// Removes the file of the socket at the end, if the process that gave the socket says so.
  private void takeOverFile(@Nullable Path path) {
    if (path != null && binding.given().has(path)) {
      SocketFiles.takeOver(UnixDomainSocketAddress.of(path));
    }
  }

  private void makesWay(List<Endpoint> endpoints, ServiceManager manager) {
    manager.pausing();
    for (Service service : endpoints.stream().map(Endpoint::service).distinct().toList()) {
      if (Services.isForgetful(service, binding.options())) {
        LOG.log(
            Level.WARNING,
            "restart: what {0} keeps in memory is lost (--data names a directory for it)",
            service.name());
      }
    }
  }

  /// The same services on the sockets that they have had.
  private RunningServices again(GivenDescriptors sockets) {
    StatusPage page = statusPage.on(sockets.take(GivenDescriptors.STATUS, false));
    return new RunningServices(binding.again(sockets), host, farewell, stats, page, streams, named);
  }

  private static String names(List<Endpoint> endpoints) {
    return endpoints.stream()
        .map(endpoint ->
            endpoint.service().name()
                + ':'
                + (endpoint.port() < 0
                    ? Addresses.text(endpoint.address())
                    : Integer.toString(endpoint.port())))
        .distinct() // on TCP and UDP
        .collect(joining(" "));
  }

  private StatusPage.Open open(List<Endpoint> endpoints) throws CommandFailure {
    try {
      return statusPage.open(endpoints);
    } catch (CommandFailure e) {
      endpoints.forEach(Endpoint::close);
      throw e;
    }
  }

  private static boolean hasFailed(Endpoint endpoint) {
    return endpoint instanceof Endpoint.Tcp tcp && tcp.server().failure() != null;
  }

  /// Opened only if a service talks to it.
  private Console console(StopRequest stop) {
    if (!streams.isScreen()) {
      return new PipeConsole(streams);
    }
    var console = new TerminalConsole(streams.out(), stop::signal);
    stop.beforeAbort(console::close);
    return console;
  }

  /// A server that closes by itself takes the others with it: better none than some.
  private static void watch(List<Endpoint> endpoints, Shutdown ending) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint instanceof Endpoint.Tcp tcp) {
        Thread.startVirtualThread(() -> {
          try {
            tcp.server().awaitTermination();
            ending.begin(Shutdown.Reason.STOPPED);
          } catch (InterruptedException e) {
            // Never interrupted: it ends with the process.
          }
        });
      }
    }
  }

  private String tryIt(Endpoint endpoint, String port) {
    boolean tls = binding.tls() != null;
    String http = tls ? "https://" : "http://";
    if (endpoint.address() instanceof UnixDomainSocketAddress unix) {
      if (endpoint.service().http()) {
        return "curl --unix-socket " + unix.getPath() + ' ' + http + "localhost/";
      }
      return tls ? "heddle connect --tls unix:" + unix.getPath() : "nc -U " + unix.getPath();
    }
    String reachable = Hosts.reachable(host);
    if (endpoint.service().http()) {
      return http + Addresses.text(reachable, port) + '/';
    }
    if (tls) {
      return "heddle connect --tls " + Addresses.text(reachable, port);
    }
    return (endpoint instanceof Endpoint.Udp ? "nc -u " : "nc ") + reachable + ' ' + port;
  }

  private void announce(
      List<Endpoint> endpoints, List<String> leftOut, @Nullable StatusServer status) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("service", "engine", "address", "try it"));
    for (Endpoint endpoint : endpoints) {
      boolean udp = endpoint instanceof Endpoint.Udp;
      String port = Integer.toString(endpoint.port());
      rows.add(
          List.of(
              endpoint.service().name(),
              binding.engine().name(),
              endpoint.port() < 0
                  ? Addresses.text(endpoint.address())
                  : Addresses.text(host, port) + (udp ? " udp" : ""),
              tryIt(endpoint, port)));
    }
    if (status != null) {
      rows.add(statusPage.row(status));
    }
    List<String> pages = pages();
    Endpoint web = web(endpoints);
    if (web != null) {
      pages.forEach(page -> rows.add(row(page, web)));
    }
    Table.print(rows, streams.wantsColours(), out());
    if (web == null) {
      pages.forEach(page -> out().println(page + " has a page, too, if web runs beside it"));
    }
    leftOut.forEach(what -> out().println("left out: " + what));
    if (binding.idleTimeout() != null && binding.idleTimeout().isZero()) {
      out().println("idle timeout off: silent connections stay open");
    }
    out().println("listening");
    out().flush();
  }

  /// The services that have pages, as their paths name them.
  private List<String> pages() {
    Pages pages = binding.options().pages();
    return pages == null ? List.of() : pages.paths().stream().map(p -> p.substring(1)).toList();
  }

  private static @Nullable Endpoint web(List<Endpoint> endpoints) {
    return endpoints.stream().filter(e -> e.service().http()).findFirst().orElse(null);
  }

  private List<String> row(String page, Endpoint web) {
    String port = Integer.toString(web.port());
    return List.of(
        page, binding.engine().name(), Addresses.text(host, port), tryIt(web, port) + page);
  }

  /// Load balancers see that the services are about to end, before they are refused.
  private void stayALittle(StopRequest stop, Observer observer) throws InterruptedException {
    Duration delay = farewell.delay();
    if (delay.isZero() || !stop.isMade()) { // or one of them has ended by itself
      return;
    }
    observer.leave("the process is about to end");
    LOG.log(
        Level.INFO,
        "/readyz says 503 from now on; the drain begins in {0}; Ctrl-C ends the process now",
        Durations.text(delay));
    Thread.sleep(delay);
  }

  /// Drains all endpoints at the same time: together they take no longer than the drain allows.
  private void drain(List<Endpoint> endpoints) throws InterruptedException {
    Duration drain = farewell.drain();
    int open = endpoints.stream().mapToInt(endpoint -> endpoint.stats().active()).sum();
    if (open > 0) {
      LOG.log(
          Level.INFO,
          "waiting up to "
              + Durations.micros(drain.toNanos() / 1e3)
              + " for connections to end: "
              + open
              + "; Ctrl-C cuts them off");
    }
    var draining = new ArrayList<Thread>();
    for (Endpoint endpoint : endpoints) {
      draining.add(
          Thread.ofPlatform()
              .name("drain-" + endpoint.service())
              .start(() -> {
                try {
                  endpoint.drain(drain);
                } catch (InterruptedException e) {
                  endpoint.close();
                }
              }));
    }
    for (Thread thread : draining) {
      thread.join();
    }
  }

  private PrintStream out() {
    return streams.out();
  }
}
