package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.decision.DecisionBook;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.savings.Charge;
import dev.signalbox.verdict.savings.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * What arrived lately. While anybody watches, one query a tick serves all watchers of this replica;
 * it reads the database, so that watchers see what other replicas consumed. A slow watcher skips
 * ticks, never holds anything up, and still gets every entry that the window has.
 */
@ApplicationScoped
public class LiveDecisions {
  private static final Logger LOG = Logger.getLogger(LiveDecisions.class);
  private static final int WINDOW = 500;
  private static final Duration REACH = Duration.ofDays(1);

  /** The last entries in order of arrival, and how far they reach. */
  record Window(TailCursor end, List<Decision> decisions, List<Charge> charges) {}

  private static final Window NOTHING_READ =
      new Window(new TailCursor(-1, -1), List.of(), List.of());

  private final DecisionBook book;
  private final Ledger ledger;
  private final InstantSource clock;
  private final int maxStreams;
  private final AtomicInteger streams = new AtomicInteger();
  private final Multi<Window> windows;
  private volatile Window last = NOTHING_READ;

  LiveDecisions(
      DecisionBook book,
      Ledger ledger,
      InstantSource clock,
      VerdictConfig config,
      MeterRegistry meters) {
    this.book = book;
    this.ledger = ledger;
    this.clock = clock;
    this.maxStreams = config.console().maxStreams();
    this.windows =
        Multi.createFrom()
            .ticks()
            .every(config.console().refresh())
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(tick -> refresh())
            .broadcast()
            .withCancellationAfterLastSubscriberDeparture()
            .toAllSubscribers();
    meters.gauge("signalbox.verdict.streams", streams);
  }

  /** The window at each tick, the latest only for who is slow. Refuses one watcher too many. */
  Multi<Window> watch() {
    return Multi.createFrom().deferred(this::watchNow);
  }

  private Multi<Window> watchNow() {
    int open = streams.incrementAndGet();
    if (open > maxStreams) {
      streams.decrementAndGet();
      return Multi.createFrom()
          .failure(
              new ProblemException(
                  VerdictProblem.OVERLOADED,
                  "too many live pages are open; try again later",
                  null,
                  Duration.ofSeconds(30)));
    }
    if (open == 1) {
      last = NOTHING_READ;
    }
    return windows
        .onOverflow()
        .dropPreviousItems()
        .onTermination()
        .invoke(streams::decrementAndGet);
  }

  /** How far the database reaches now. */
  public Uni<TailCursor> end() {
    return book.lastSeq()
        .flatMap(decision -> ledger.lastSeq().map(charge -> new TailCursor(decision, charge)));
  }

  /** At most a window of what came after {@code cursor}, for who comes back. */
  Uni<Window> after(TailCursor cursor) {
    Instant since = clock.instant().minus(REACH);
    return book.arrivedAfter(cursor.decision(), since, WINDOW)
        .flatMap(
            decisions ->
                ledger
                    .arrivedAfter(cursor.charge(), since, WINDOW)
                    .map(
                        charges ->
                            new Window(end(cursor, decisions, charges), decisions, charges)));
  }

  private Uni<Window> refresh() {
    Window present = last;
    Uni<Window> next =
        present.end().decision() < 0
            ? end().flatMap(end -> after(windowBefore(end)))
            : after(present.end()).map(arrived -> slide(present, arrived));
    return next.invoke(window -> last = window)
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.warnf("live pages wait: %s", failure.getMessage());
              return present;
            });
  }

  /** So far back that who reads on from a query made just now misses nothing. */
  private static TailCursor windowBefore(TailCursor end) {
    return new TailCursor(Math.max(0, end.decision() - WINDOW), Math.max(0, end.charge() - WINDOW));
  }

  private static Window slide(Window present, Window arrived) {
    return new Window(
        arrived.end(),
        tail(present.decisions(), arrived.decisions()),
        tail(present.charges(), arrived.charges()));
  }

  private static TailCursor end(TailCursor from, List<Decision> decisions, List<Charge> charges) {
    return new TailCursor(
        decisions.isEmpty() ? from.decision() : decisions.get(decisions.size() - 1).seq(),
        charges.isEmpty() ? from.charge() : charges.get(charges.size() - 1).seq());
  }

  private static <T> List<T> tail(List<T> before, List<T> added) {
    if (added.isEmpty()) {
      return before;
    }
    List<T> all = new ArrayList<>(before);
    all.addAll(added);
    return List.copyOf(all.subList(Math.max(0, all.size() - WINDOW), all.size()));
  }
}
