package dev.heddle.load.crew;

import dev.heddle.Tls;
import dev.heddle.load.Lanes;
import dev.heddle.load.LocalFleet;
import dev.heddle.load.Portion;
import dev.heddle.load.Target;
import dev.heddle.load.TargetParser;
import dev.heddle.load.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a worker has to do in a run, and its connections. Belongs to the thread that runs it.
final class Assignment implements AutoCloseable {
  private final List<Target> targets;
  private final Workload workload;
  private final int connections;
  private final Lanes lanes;
  private final Map<Integer, LocalFleet> fleets = new HashMap<>();

  private Assignment(List<Target> targets, Workload workload, int connections, Lanes lanes) {
    this.targets = List.copyOf(targets);
    this.workload = workload;
    this.connections = connections;
    this.lanes = lanes;
  }

  /// @throws IllegalArgumentException if the plan is malformed or not permitted, or a host unknown
  /// @throws IOException if the TLS that it asks for cannot be had here
  static Assignment of(CrewMessage.Begin begin, Equipment equipment) throws IOException {
    PlanForm plan = begin.plan();
    PlanForm.TlsForm form = plan.tls();
    Tls tls = form == null ? null : equipment.tls(form);
    var targets = new ArrayList<Target>();
    for (PlanForm.TargetForm each : plan.targets()) {
      Target target = TargetParser.parse(each.text()).named(each.name());
      equipment.permit(target);
      targets.add(tls == null ? target : target.withTls(tls));
    }
    Workload workload = plan.workload().workload();
    String proxy = plan.proxyHeaders();
    int loops = begin.portions().size() * targets.size();
    return new Assignment(
        targets,
        proxy == null ? workload : workload.withProxyHeaders(equipment.proxyHeaders(proxy)),
        plan.connections(),
        new Lanes(begin.portions(), begin.awake(), loops));
  }

  /// How many it has to each target.
  int connections() {
    return lanes.portions().stream().mapToInt(Portion::connections).sum();
  }

  /// The connections to a target, closed as yet.
  LocalFleet open(int target) {
    drop(target);
    var fleet =
        new LocalFleet(workload, connections, lanes, targets.get(target), null, System.nanoTime());
    fleets.put(target, fleet);
    return fleet;
  }

  /// Those that were opened.
  LocalFleet fleet(int target) {
    LocalFleet fleet = fleets.get(target);
    if (fleet == null) {
      throw new IllegalArgumentException("target " + target + " has no connections");
    }
    return fleet;
  }

  void drop(int target) {
    LocalFleet fleet = fleets.remove(target);
    if (fleet != null) {
      fleet.close();
    }
  }

  @Override
  public void close() {
    List.copyOf(fleets.keySet()).forEach(this::drop);
  }
}
