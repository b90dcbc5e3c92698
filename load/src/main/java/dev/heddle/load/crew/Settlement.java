package dev.heddle.load.crew;

import dev.heddle.load.Run;
import dev.heddle.load.Sample;
import dev.heddle.load.report.WorkerFigures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What counts in the end. A worker that was lost in the middle is left out of all figures, from
/// the first slice on, so that all of them are of the same connections; and so is one that lagged,
/// unless most did. Immutable.
public final class Settlement {
  private final List<Run> runs;
  private final List<Conduct> conducts;

  private Settlement(List<Run> runs, List<Conduct> conducts) {
    this.runs = List.copyOf(runs);
    this.conducts = List.copyOf(conducts);
  }

  /// @param crew its ledger has all slices of the runs
  /// @param runs as all workers have seen them
  static Settlement of(Crew crew, List<Run> runs) {
    List<SliceRecord> slices =
        runs.stream()
            .flatMap(run -> run.targets().stream())
            .flatMap(target -> target.samples().stream())
            .map(sample -> crew.ledger().slice(sample.startNanos()))
            .toList();
    List<Conduct> conducts =
        crew.members().stream()
            .map(member -> Conduct.of(member, crew.connections(List.of(member)), slices))
            .toList();
    List<Conduct> judged = Conduct.judged(conducts);
    List<CrewMember> kept =
        judged.stream().filter(each -> !each.isLeftOut()).map(Conduct::member).toList();
    boolean all = kept.size() == judged.size();
    var settled = all ? runs : runs.stream().map(run -> settle(crew, run, kept)).toList();
    return new Settlement(settled, judged);
  }

  private static Run settle(Crew crew, Run run, Collection<CrewMember> kept) {
    double share = crew.share(kept);
    var targets = new ArrayList<Run.OfTarget>();
    for (Run.OfTarget target : run.targets()) {
      Ledger.Contact contact = crew.ledger().contact(target.target().name());
      List<Sample> samples =
          target.samples().stream()
              .map(sample -> crew.ledger().slice(sample.startNanos()).sample(kept, share))
              .toList();
      targets.add(
          new Run.OfTarget(
              target.target(),
              target.pid(),
              sum(contact.opened, kept),
              sum(contact.answered, kept),
              contact.around(kept),
              target.memory(),
              samples));
    }
    return new Run(crew.connections(kept), run.rate() * share, targets);
  }

  private static int sum(Map<CrewMember, Integer> counts, Collection<CrewMember> kept) {
    return kept.stream().mapToInt(member -> counts.getOrDefault(member, 0)).sum();
  }

  /// The results of those that count.
  public List<Run> runs() {
    return runs;
  }

  /// All workers, also those that are left out.
  public List<WorkerFigures> workers() {
    return conducts.stream().map(Conduct::figures).toList();
  }

  /// How many connections to each target count.
  public int connections() {
    return conducts.stream().filter(each -> !each.isLeftOut()).mapToInt(Conduct::connections).sum();
  }

  /// What the reader must know of the workers, in sentences.
  ///
  /// @param lanes event loops of each worker
  public List<String> sentences(int lanes) {
    var sentences = new ArrayList<String>();
    long kept = conducts.stream().filter(each -> !each.isLeftOut()).count();
    for (Conduct each : conducts) {
      if (each.isLeftOut()) {
        sentences.add(each.leftOutSentence(kept));
      }
    }
    List<String> excuses =
        conducts.stream()
            .filter(each -> !each.isLeftOut() && each.isBottleneck(lanes))
            .map(each -> each.excuse(lanes))
            .toList();
    if (!excuses.isEmpty()) {
      sentences.add(
          "the generators were the bottleneck, so the figures are not the server's alone: "
              + String.join(", ", excuses));
    }
    return sentences;
  }
}
