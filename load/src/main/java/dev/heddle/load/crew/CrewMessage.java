package dev.heddle.load.crew;

import dev.heddle.load.Portion;
import dev.heddle.load.stats.IntervalForm;
import dev.heddle.load.stats.TallyForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages between the process that plans a load and its workers. Targets are numbers in the
/// plan's list, times are nanoseconds. Immutable.
public sealed interface CrewMessage {
  /// The version of these messages. Both sides must have the same.
  int PROTOCOL = 1;

  /// The first one, from a worker.
  ///
  /// @param version of Heddle
  /// @param host its machine's name
  /// @param machine the same for two processes of one machine only
  /// @param processors how many it may use
  record Hello(int protocol, String version, String host, String machine, long pid, int processors)
      implements CrewMessage {}

  /// What it is to do from now on.
  ///
  /// @param portions its part of the connections to each target
  /// @param awake whether its loops stay awake for requests that will be due
  record Begin(PlanForm plan, List<Portion> portions, boolean awake) implements CrewMessage {}

  /// It can do that.
  ///
  /// @param holdsAll whether it may have the connections to all targets at once
  record Ready(boolean holdsAll) implements CrewMessage {}

  /// What time is it there?
  record Ping(int number) implements CrewMessage {}

  /// The answer, at once.
  ///
  /// @param now by `System.nanoTime()` of the worker
  record Pong(int number, long now) implements CrewMessage {}

  /// Open the connections to a target.
  ///
  /// @param rate connections a second of all workers; 0 for as fast as they come
  record Connect(int target, double rate) implements CrewMessage {}

  /// They are open, or not.
  ///
  /// @param around what was counted meanwhile
  record Connected(int opened, TallyForm around) implements CrewMessage {}

  /// Load a target.
  ///
  /// @param number of this slice in the run
  /// @param start by `System.nanoTime()` of the worker
  /// @param rate requests a second of all workers; 0: whenever one is answered
  /// @param requests of all workers at the most
  record Load(int number, int target, long start, double rate, long length, long requests)
      implements CrewMessage {}

  /// Send one request on each open connection to a target; answered as a slice is.
  ///
  /// @param number of this slice in the run
  /// @param start by `System.nanoTime()` of the worker
  /// @param patience how long that may take
  record Greet(int number, int target, long start, long patience) implements CrewMessage {}

  /// What the last second has shown.
  record Progress(
      int number, IntervalForm interval, double seconds, long errors, @Nullable String example)
      implements CrewMessage {}

  /// A slice is over, and so are all its requests.
  ///
  /// @param seconds how long requests were sent
  /// @param cpu processor time of the worker
  /// @param stolen the part of its machine's processor time that a hypervisor gave to others
  /// @param begunLate how long after the start it began
  /// @param stoodStill how long it stood still in the slice, by its own clock
  /// @param answered how many connections to the target were ever answered
  record Loaded(
      int number,
      TallyForm tally,
      double seconds,
      long cpu,
      double stolen,
      long begunLate,
      long stoodStill,
      int answered)
      implements CrewMessage {}

  /// End what is under way, and report.
  record Cut() implements CrewMessage {}

  /// Close the connections to a target, and count what still comes.
  record Disconnect(int target) implements CrewMessage {}

  /// They are closed.
  record Disconnected(TallyForm around) implements CrewMessage {}

  /// Close them at once; there is no answer.
  record Drop(int target) implements CrewMessage {}

  /// The worker cannot do its part.
  record Failed(String reason) implements CrewMessage {}

  /// This side is alive.
  record Beat() implements CrewMessage {}

  /// The run is over.
  record End() implements CrewMessage {}
}
