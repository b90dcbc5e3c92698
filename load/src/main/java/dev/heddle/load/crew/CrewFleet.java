package dev.heddle.load.crew;

import dev.heddle.load.Fleet;
import dev.heddle.load.Plan;
import dev.heddle.load.Sample;
import dev.heddle.load.Target;
import dev.heddle.load.proc.CpuTime;
import dev.heddle.load.proc.ServerProcess;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.TallyForm;
import dev.heddle.load.stats.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The connections of all workers to one target. Belongs to the thread that runs the load.
final class CrewFleet implements Fleet {
  /// How long a slice and its last answers may take beyond what they should.
  private static final long GRACE_NANOS = 60_000_000_000L;

  private final Crew crew;
  private final int target;
  private final long patience;
  private final @Nullable ServerProcess process;
  private final long origin;
  private final Ledger.Contact contact;
  private final Map<CrewMember, Integer> answered = new HashMap<>();
  private boolean open = true;

  CrewFleet(Crew crew, Plan plan, Target target, @Nullable ServerProcess process, long origin) {
    this.crew = crew;
    this.target = plan.targets().indexOf(target);
    this.patience = 2 * plan.workload().timeout().toNanos() + GRACE_NANOS;
    this.process = process;
    this.origin = origin;
    this.contact = crew.ledger().contact(target.name());
  }

  @Override
  public int connect(double rate, Tally into, BooleanSupplier over) {
    List<CrewMember> asked = crew.present();
    asked.forEach(member -> member.send(new CrewMessage.Connect(target, rate)));
    var replies = crew.replies(asked, CrewMessage.Connected.class, null, cutIf(over, asked));
    contact.opened.clear();
    replies.forEach((member, connected) -> {
      contact.opened.put(member, connected.opened());
      count(member, connected.around(), into);
    });
    crew.present();
    return contact.opened.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Runnable cutIf(BooleanSupplier over, List<CrewMember> asked) {
    boolean[] cut = {false};
    return () -> {
      if (!cut[0] && over.getAsBoolean()) {
        cut[0] = true;
        asked.forEach(member -> member.send(new CrewMessage.Cut()));
      }
    };
  }

  private void count(CrewMember member, TallyForm form, Tally into) {
    contact.add(member, form);
    into.addWithoutTimeline(form.tally(System.nanoTime(), member.name() + ": "));
  }

  @Override
  public Tally greet(Duration patience, BooleanSupplier over) {
    SliceRecord hello =
        together(
            0,
            patience,
            recent -> over.getAsBoolean(),
            (number, start) -> new CrewMessage.Greet(number, target, start, patience.toNanos()));
    var sum = new Tally(false, new Timeline(hello.start(), patience.toNanos()));
    hello.parts().forEach((member, loaded) -> count(member, loaded.tally(), sum));
    return sum;
  }

  @Override
  public Sample slice(double rate, Duration length, long requests, Onlooker onlooker) {
    SliceRecord slice =
        together(
            rate,
            length,
            onlooker,
            (number, start) ->
                new CrewMessage.Load(number, target, start, rate, length.toNanos(), requests));
    crew.ledger().add(slice);
    List<CrewMember> present = crew.present();
    return slice.sample(present, crew.share(present));
  }

  /// What all begin at the same instant.
  @FunctionalInterface
  private interface Command {
    CrewMessage at(int number, long start);
  }

  private SliceRecord together(double rate, Duration length, Onlooker onlooker, Command command) {
    crew.synchronise();
    List<CrewMember> asked = crew.present();
    int number = crew.nextSlice();
    Optional<CpuTime> before = cpu();
    long start = System.nanoTime() + crew.lead();
    for (CrewMember member : asked) {
      member.send(command.at(number, member.clock(start)));
    }
    var cut = cutIf(() -> onlooker.look(() -> recent(asked, number)), asked);
    long end = start + length.toNanos() + patience;
    var parts = crew.replies(asked, CrewMessage.Loaded.class, end, cut);
    parts.forEach((member, loaded) -> answered.put(member, loaded.answered()));
    Long server = CpuTime.between(before, cpu());
    return new SliceRecord(
        start - origin, start, rate, length.toNanos(), asked.size(), server, parts);
  }

  private static Recent recent(List<CrewMember> asked, int number) {
    var sum = new Timeline.Interval();
    double seconds = 0;
    long errors = 0;
    String example = null;
    for (CrewMember member : asked) {
      CrewMember.Report report = member.progress(number);
      if (report != null) {
        CrewMessage.Progress seen = report.progress();
        if (report.isRecent(System.nanoTime())) {
          seen.interval().addTo(sum);
          seconds = Math.max(seconds, seen.seconds());
        }
        errors += seen.errors();
        example = seen.example() == null ? example : member.name() + ": " + seen.example();
      }
    }
    return new Recent(sum, seconds == 0 ? 1 : seconds, errors, example);
  }

  @Override
  public int answeredConnections() {
    contact.answered.clear();
    contact.answered.putAll(answered);
    return answered.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public void disconnect(Tally into) {
    open = false;
    List<CrewMember> asked = crew.present();
    asked.forEach(member -> member.send(new CrewMessage.Disconnect(target)));
    long end = System.nanoTime() + patience;
    crew.replies(asked, CrewMessage.Disconnected.class, end, () -> {})
        .forEach((member, closed) -> count(member, closed.around(), into));
  }

  private Optional<CpuTime> cpu() {
    return process == null ? Optional.empty() : process.cpuTime();
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      crew.send(new CrewMessage.Drop(target));
    }
  }
}
