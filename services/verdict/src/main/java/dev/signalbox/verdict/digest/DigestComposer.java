package dev.signalbox.verdict.digest;

import dev.signalbox.verdict.arena.ArenaBook;
import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.arena.PairVote;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelBook;
import dev.signalbox.verdict.savings.Ledger;
import dev.signalbox.verdict.savings.SavingsBy;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsSpan;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a week's digest holds. Boards are fitted on a worker thread. */
@ApplicationScoped
public class DigestComposer {
  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final Leaderboard.Filter ALL = new Leaderboard.Filter(null, null, false);

  private record Read(
      List<Panel> panelsBefore,
      List<Panel> panelsAfter,
      List<PairVote> votesBefore,
      List<PairVote> votesAfter,
      SavingsReport savings,
      List<SubjectSheet> subjects) {}

  private record Kept(Instant at, DigestWeek week, DigestContent content) {}

  private final PanelBook panels;
  private final ArenaBook arena;
  private final Ledger ledger;
  private final SubjectBook subjects;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

  DigestComposer(
      PanelBook panels, ArenaBook arena, Ledger ledger, SubjectBook subjects, InstantSource clock) {
    this.panels = panels;
    this.arena = arena;
    this.ledger = ledger;
    this.subjects = subjects;
    this.clock = clock;
  }

  /** A whole week, or what there is of it. */
  public Uni<DigestContent> compose(DigestWeek week) {
    return panels
        .newestBefore(week.from())
        .flatMap(
            before -> panels.newestBefore(week.to()).flatMap(after -> votes(week, before, after)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(DigestComposer::content);
  }

  /** The present week so far, at most a minute old. */
  public Uni<DigestContent> soFar(DigestWeek week) {
    Kept last = kept.get();
    Instant now = clock.instant();
    if (last != null && last.week().equals(week) && now.isBefore(last.at().plus(FRESH))) {
      return Uni.createFrom().item(last.content());
    }
    return compose(week).invoke(content -> kept.set(new Kept(now, week, content)));
  }

  private Uni<Read> votes(DigestWeek week, List<Panel> before, List<Panel> after) {
    return arena
        .votesBefore(week.from())
        .flatMap(
            votesBefore ->
                arena
                    .votesBefore(week.to())
                    .flatMap(
                        votesAfter ->
                            ledger
                                .report(new SavingsSpan(week.from(), week.to()), SavingsBy.MODEL)
                                .flatMap(
                                    savings ->
                                        subjects
                                            .all()
                                            .map(
                                                all ->
                                                    new Read(
                                                        before,
                                                        after,
                                                        votesBefore,
                                                        votesAfter,
                                                        savings,
                                                        all)))));
  }

  private static DigestContent content(Read read) {
    Map<String, String> titles =
        read.subjects().stream().collect(Collectors.toMap(SubjectSheet::slug, SubjectSheet::title));
    UnaryOperator<String> title = slug -> titles.getOrDefault(slug, slug);
    return new DigestContent(
        DigestChanges.verdicts(read.panelsBefore(), read.panelsAfter(), title),
        read.votesBefore().equals(read.votesAfter())
            ? List.of()
            : DigestChanges.moves(
                Leaderboard.of(read.votesBefore(), ALL),
                Leaderboard.of(read.votesAfter(), ALL),
                title),
        DigestChanges.sums(read.savings()));
  }
}
