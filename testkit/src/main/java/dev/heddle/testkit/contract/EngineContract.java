package dev.heddle.testkit.contract;

import dev.heddle.TlsProvider;
import org.junit.jupiter.api.Nested;

/// All topics of the contract. A test class that extends it holds an engine to all of them:
///
/// ```java
/// class MyEngineTest extends EngineContract {
///   @Override
///   public EngineUnderTest engineUnderTest() {
///     return new EngineUnderTest("mine", MyEngine::new, Set.of(Ability.HANDLERS));
///   }
/// }
/// ```
///
/// Topics that need an ability which the engine lacks are skipped. Each topic has a tag, so that a
/// run can be limited to some of them: `-Dgroups=lines` with Maven. After each test, no socket,
/// thread or loop of the engine may be left.
///
/// The topics start servers on loopback and talk to them by plain sockets. One of them starts a JVM
/// that runs out of descriptors and makes the engine there: the test class needs a constructor
/// without parameters. One test at a time may run in a process.
public abstract class EngineContract implements RunsOn {
  /// For the test class of an engine.
  protected EngineContract() {}

  /// The engine, and what it can do; the same each time.
  @Override
  public abstract EngineUnderTest engineUnderTest();

  /// Whether the topics run over TLS; not unless a test class says so.
  @Override
  public boolean overTls() {
    return false;
  }

  /// What computes TLS, in the topics about it and if all run over it; the JDK unless a test class
  /// says otherwise.
  @Override
  public TlsProvider tlsProvider() {
    return TlsProvider.JDK;
  }

  @Nested
  class Addresses extends AddressesContract {}

  @Nested
  class BackPressure extends BackPressureContract {}

  @Nested
  class Broken extends BrokenContract {}

  @Nested
  class Budget extends BudgetContract {}

  @Nested
  class Client extends ClientContract {}

  @Nested
  class Closing extends ClosingContract {}

  @Nested
  class Datagram extends DatagramContract {}

  @Nested
  class Deadline extends DeadlineContract {}

  @Nested
  class Drain extends DrainContract {}

  @Nested
  class DrainDeadline extends DrainDeadlineContract {}

  @Nested
  class Ending extends EndingContract {}

  @Nested
  class Eviction extends EvictionContract {}

  @Nested
  class Exhaustion extends ExhaustionContract {}

  @Nested
  class Failure extends FailureContract {}

  @Nested
  class Files extends FilesContract {}

  @Nested
  class Frames extends FramesContract {}

  @Nested
  class Group extends GroupContract {}

  @Nested
  class Idle extends IdleContract {}

  @Nested
  class Leak extends LeakContract {}

  @Nested
  class Lifecycle extends LifecycleContract {}

  @Nested
  class Limits extends LimitsContract {}

  @Nested
  class Listener extends ListenerContract {}

  @Nested
  class Lines extends LinesContract {}

  @Nested
  class MessageProtocol extends MessageProtocolContract {}

  @Nested
  class Outbox extends OutboxContract {}

  @Nested
  class OutboxEnd extends OutboxEndContract {}

  @Nested
  class OutboxFlood extends OutboxFloodContract {}

  @Nested
  class Parking extends ParkingContract {}

  @Nested
  class Protocol extends ProtocolContract {}

  @Nested
  class ProtocolServer extends ProtocolServerContract {}

  @Nested
  class Proxy extends ProxyContract {}

  @Nested
  class Reads extends ReadsContract {}

  @Nested
  class Scheduling extends SchedulingContract {}

  @Nested
  class Stats extends StatsContract {}

  @Nested
  class Storm extends StormContract {}

  @Nested
  class Tls extends TlsContract {}

  @Nested
  class TlsBounds extends TlsBoundsContract {}

  @Nested
  class TlsCallbacks extends TlsCallbacksContract {}

  @Nested
  class TlsPlainText extends TlsPlainTextContract {}

  @Nested
  class TlsStart extends TlsStartContract {}

  @Nested
  class View extends ViewContract {}
}
