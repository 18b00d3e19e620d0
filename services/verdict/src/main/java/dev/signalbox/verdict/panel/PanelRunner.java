package dev.signalbox.verdict.panel;

import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.judge.JudgeClient;
import dev.signalbox.verdict.judge.JudgeQuestion;
import dev.signalbox.verdict.subject.SubjectBook;
import dev.signalbox.verdict.subject.SubjectSheet;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fills the models' seats of open panels and settles those that nobody is missing from. What a
 * judge could not answer is asked again a minute later, until the panel's patience is over; a panel
 * that a killed process left behind is taken up the same way.
 */
@ApplicationScoped
public class PanelRunner {
  private static final Logger LOG = Logger.getLogger(PanelRunner.class);
  private static final int AT_ONCE = 3;
  private static final int OPEN_READ = 20;

  private final PanelBook panels;
  private final LensBook lenses;
  private final SubjectBook subjects;
  private final JudgeClient judges;
  private final InstantSource clock;
  private final VerdictConfig.Panels config;
  private final OneAtATime filling = new OneAtATime();

  PanelRunner(
      PanelBook panels,
      LensBook lenses,
      SubjectBook subjects,
      JudgeClient judges,
      InstantSource clock,
      VerdictConfig config) {
    this.panels = panels;
    this.lenses = lenses;
    this.subjects = subjects;
    this.judges = judges;
    this.clock = clock;
    this.config = config.panels();
  }

  /** Opens a panel and begins to ask in the background; answers its id at once. */
  public Uni<String> convene(String subject, @Nullable String other, List<Seat> seats, int quorum) {
    return panels.convene(subject, other, seats, quorum, false).invoke(this::begin);
  }

  /**
   * Adds a person's review, and settles in the background if it was the last.
   *
   * @return false when the person has reviewed with this lens
   */
  public Uni<Boolean> add(String id, Review review) {
    return panels.add(id, review).invoke(() -> begin(id));
  }

  /** Away from the request's context: a session is shared by all that runs on one. */
  private void begin(String id) {
    Uni.createFrom()
        .deferred(() -> fill(id))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .subscribe()
        .with(ignored -> {}, failure -> LOG.warnf("panel %s waits: %s", id, failure.getMessage()));
  }

  @Scheduled(
      every = "1m",
      delayed = "1m",
      identity = "open-panels",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
      skipExecutionIf = Scheduled.ApplicationNotRunning.class)
  Uni<Void> resume() {
    return panels
        .open(OPEN_READ)
        .onItem()
        .transformToMulti(open -> Multi.createFrom().iterable(open))
        .onItem()
        .transformToUniAndConcatenate(
            panel ->
                fill(panel.id())
                    .onFailure()
                    .recoverWithUni(
                        failure -> {
                          LOG.warnf("panel %s waits: %s", panel.id(), failure.getMessage());
                          return Uni.createFrom().voidItem();
                        }))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /**
   * Asks those who have not answered yet, then settles if nobody is missing. Where somebody is at
   * it already, they look once more: what came meanwhile is not left for the next minute.
   */
  Uni<Void> fill(String id) {
    return filling.run(id, () -> fillOnce(id));
  }

  private Uni<Void> fillOnce(String id) {
    return panels
        .find(id)
        .flatMap(panel -> lenses.newest().flatMap(known -> ask(panel, known)))
        .chain(() -> panels.find(id))
        .flatMap(this::settleIfDone);
  }

  private record Question(Seat seat, Lens lens, String firstShown) {}

  private Uni<Void> ask(Panel panel, Map<String, Lens> known) {
    List<Question> missing = missing(panel, known);
    if (missing.isEmpty() || !judges.isConfigured()) {
      return Uni.createFrom().voidItem();
    }
    return subject(panel)
        .flatMap(
            first ->
                other(panel)
                    .flatMap(
                        second ->
                            Multi.createFrom()
                                .iterable(missing)
                                .onItem()
                                .transformToUni(q -> answer(q, first, second))
                                .merge(AT_ONCE)
                                .onItem()
                                .transformToUniAndConcatenate(
                                    review -> panels.add(panel.id(), review))
                                .collect()
                                .last()
                                .replaceWithVoid()));
  }

  private static List<Question> missing(Panel panel, Map<String, Lens> known) {
    List<Question> missing = new ArrayList<>();
    for (Seat seat : panel.seats()) {
      Lens lens = known.get(seat.lens());
      if (seat.judge() == null || lens == null) {
        continue;
      }
      for (String order : panel.orders()) {
        if (!panel.has(seat, order)) {
          missing.add(new Question(seat, lens, order));
        }
      }
    }
    return missing;
  }

  /** Null when nobody answered. Reviews are stored one after another: they share a session. */
  private Uni<@Nullable Review> answer(
      Question question, SubjectSheet first, List<SubjectSheet> second) {
    String judge = question.seat().judge();
    if (judge == null) {
      return Uni.createFrom().nullItem();
    }
    JudgeQuestion asked;
    if (second.isEmpty()) {
      asked = ReviewPrompt.of(judge, question.lens(), first);
    } else if (question.firstShown().equals(first.slug())) {
      asked = ReviewPrompt.of(judge, question.lens(), first, second.get(0));
    } else {
      asked = ReviewPrompt.of(judge, question.lens(), second.get(0), first);
    }
    return judges
        .ask(asked)
        .map(
            reply ->
                ReviewReading.read(
                        reply,
                        judge,
                        question.lens(),
                        second.isEmpty() ? null : first.slug(),
                        second.isEmpty() ? null : question.firstShown(),
                        clock.instant())
                    .orElse(null));
  }

  private Uni<SubjectSheet> subject(Panel panel) {
    return subjects.at(panel.subject(), panel.pins().facts(), panel.pins().prices());
  }

  /** The pair's second as pinned; empty for one subject. */
  private Uni<List<SubjectSheet>> other(Panel panel) {
    String other = panel.other();
    return other == null
        ? Uni.createFrom().item(List.of())
        : subjects.at(other, panel.pins().otherFacts(), panel.pins().otherPrices()).map(List::of);
  }

  private Uni<Void> settleIfDone(Panel panel) {
    if (!panel.isOpen()) {
      return Uni.createFrom().voidItem();
    }
    boolean patient = clock.instant().isBefore(panel.openedAt().plus(config.patience()));
    return !panel.isComplete() && patient
        ? Uni.createFrom().voidItem()
        : panels.settle(panel.id()).replaceWithVoid();
  }
}
