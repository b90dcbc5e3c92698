package dev.heddle.cli.load;

import dev.heddle.ProxyHeader;
import dev.heddle.Tls;
import dev.heddle.cli.arguments.ProviderChoice;
import dev.heddle.cli.arguments.SendProxyChoice;
import dev.heddle.cli.machine.Descriptors;
import dev.heddle.cli.machine.Version;
import dev.heddle.load.Target;
import dev.heddle.load.crew.CrewMessage;
import dev.heddle.load.crew.Equipment;
import dev.heddle.load.crew.PlanForm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/// What this process is and has as a worker. Thread-safe.
final class WorkerEquipment implements Equipment, AutoCloseable {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private final boolean mayLoadOthers;
  private final Queue<Path> files = new ConcurrentLinkedQueue<>();

  /// @param mayLoadOthers whether it may load other machines than its own
  WorkerEquipment(boolean mayLoadOthers) {
    this.mayLoadOthers = mayLoadOthers;
  }

  /// How this process introduces itself.
  static CrewMessage.Hello hello() {
    String host = host();
    return new CrewMessage.Hello(
        CrewMessage.PROTOCOL,
        Version.number(),
        host,
        machine(host),
        ProcessHandle.current().pid(),
        Runtime.getRuntime().availableProcessors());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // its own name is not in its own tables
    }
  }

  private static String machine(String host) {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return host; // not Linux
    }
  }

  @Override
  public void permit(Target target) {
    if (!mayLoadOthers && !target.isLocal()) {
      throw new IllegalArgumentException(
          target.text()
              + " is not the worker's machine; if you may load it, start the worker"
              + " with --allow-remote");
    }
  }

  @Override
  public boolean holds(long connections) {
    return Descriptors.suffice(connections);
  }

  @Override
  public String shortage(int connections, int targets) {
    return Descriptors.complaint(connections, targets);
  }

  @Override
  public Tls tls(PlanForm.TlsForm form) throws IOException {
    String authorities = form.authorities();
    Tls tls = form.insecure() ? Tls.insecure() : Tls.trustingJdk();
    if (authorities != null) {
      Path file = Files.createTempFile("heddle-authorities", ".pem");
      files.add(file);
      Files.writeString(file, authorities);
      tls = Tls.trusting(file);
    }
    String provider = form.provider();
    Tls chosen =
        provider == null ? tls : tls.withProvider(ProviderChoice.valueOf(provider).provider());
    chosen.check();
    return chosen;
  }

  @Override
  public BiFunction<SocketAddress, SocketAddress, ProxyHeader> proxyHeaders(String version) {
    return SendProxyChoice.valueOf(version)::header;
  }

  /// Deletes what it has written.
  @Override
  public void close() {
    for (Path file; (file = files.poll()) != null; ) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // There is nothing secret in it.
      }
    }
  }
}
