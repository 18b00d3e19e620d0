package dev.signalbox.verdict.compare;

import dev.signalbox.verdict.arena.ArenaBook;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.parity.ParityBook;
import dev.signalbox.verdict.parity.ParityReport;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.savings.Ledger;
import dev.signalbox.verdict.savings.SavingsBy;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsRow;
import dev.signalbox.verdict.savings.SavingsSpan;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import dev.signalbox.verdict.vote.VoteBook;
import dev.signalbox.verdict.vote.Voter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what is known of one subject or of two. */
@ApplicationScoped
public class Comparer {
  private final SubjectBook subjects;
  private final PanelBook panels;
  private final VoteBook votes;
  private final Ledger ledger;
  private final ArenaBook arena;
  private final OwnUse use;
  private final ParityBook parity;
  private final InstantSource clock;

  Comparer(
      SubjectBook subjects,
      PanelBook panels,
      VoteBook votes,
      Ledger ledger,
      ArenaBook arena,
      OwnUse use,
      ParityBook parity,
      InstantSource clock) {
    this.subjects = subjects;
    this.panels = panels;
    this.votes = votes;
    this.ledger = ledger;
    this.arena = arena;
    this.use = use;
    this.parity = parity;
    this.clock = clock;
  }

  /**
   * A pair by its address, {@code a-vs-b}. Fails with {@link VerdictProblem#NOT_FOUND} when one of
   * them is unknown or both are the same.
   */
  public Uni<Comparison> compare(String name, @Nullable Voter voter) {
    int at = name.indexOf("-vs-");
    if (at < 1) {
      return Uni.createFrom()
          .failure(VerdictProblem.notFound("a comparison is called like auto-vs-signalbox-see"));
    }
    String first = name.substring(0, at);
    String second = name.substring(at + "-vs-".length());
    if (first.equals(second)) {
      return Uni.createFrom()
          .failure(VerdictProblem.notFound("a subject is not compared with itself"));
    }
    return savings()
        .flatMap(
            saved ->
                side(first, voter, saved)
                    .flatMap(
                        a ->
                            side(second, voter, saved)
                                .flatMap(b -> pair(first, second).flatMap(p -> join(a, b, p)))));
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such subject. */
  public Uni<Side> side(String slug, @Nullable Voter voter) {
    return savings().flatMap(saved -> side(slug, voter, saved));
  }

  private Uni<Comparison> join(Side first, Side second, Optional<Panel> pair) {
    return arena
        .between(first.sheet().slug(), second.sheet().slug())
        .flatMap(
            duel ->
                use.lastMonth()
                    .flatMap(
                        month ->
                            parity
                                .recent()
                                .map(
                                    report ->
                                        new Comparison(
                                            first,
                                            second,
                                            pair.orElse(null),
                                            PricingRead.of(
                                                first.sheet().prices(),
                                                second.sheet().prices(),
                                                month),
                                            duel,
                                            proofs(first, second, report)))));
  }

  private static List<Proof> proofs(Side first, Side second, ParityReport report) {
    return Stream.of(first, second)
        .flatMap(side -> Proof.of(side.sheet(), report).stream())
        .toList();
  }

  private Uni<Side> side(String slug, @Nullable Voter voter, SavingsReport saved) {
    return subjects
        .find(slug)
        .flatMap(
            sheet ->
                panels
                    .settled(slug, null, 1)
                    .flatMap(
                        found ->
                            judged(sheet, found)
                                .flatMap(
                                    judged ->
                                        votes
                                            .standing(slug, voter)
                                            .map(
                                                standing -> {
                                                  SavingsRow row = row(sheet, saved);
                                                  return new Side(
                                                      sheet,
                                                      judged,
                                                      found.isEmpty() ? null : found.get(0),
                                                      standing,
                                                      row == null ? null : row.total(),
                                                      row != null && row.simulated());
                                                }))));
  }

  private Uni<SubjectSheet> judged(SubjectSheet sheet, List<Panel> found) {
    if (found.isEmpty()) {
      return Uni.createFrom().item(sheet);
    }
    Panel.Pins pins = found.get(0).pins();
    return subjects.at(sheet.slug(), pins.facts(), pins.prices());
  }

  private static @Nullable SavingsRow row(SubjectSheet sheet, SavingsReport saved) {
    String pool = sheet.poolName();
    return pool == null
        ? null
        : saved.rows().stream().filter(row -> row.key().equals(pool)).findFirst().orElse(null);
  }

  /** The pair in either order: a panel that was convened the other way round is not repeated. */
  private Uni<Optional<Panel>> pair(String first, String second) {
    return panels
        .settled(first, second, 1)
        .flatMap(
            found ->
                found.isEmpty()
                    ? panels.settled(second, first, 1).map(other -> other.stream().findFirst())
                    : Uni.createFrom().item(found.stream().findFirst()));
  }

  private Uni<SavingsReport> savings() {
    return ledger.report(SavingsSpan.parse(null, null, clock.instant()), SavingsBy.MODEL);
  }
}
