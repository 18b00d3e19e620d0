package dev.signalbox.ingress.settlement;

import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.events.EventKind;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.spool.SpoolFullException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Settles requests: each once, by whoever ends it. Thread-safe. */
public final class Settlement {
  private static final Logger LOG = Logger.getLogger(Settlement.class);

  private final EventLog log;
  private final InstantSource clock;
  private final String replica;
  private final Intents intents;

  /**
   * @param replica this process' name, as it holds slices of budgets
   * @param intents where calls are noted before they are made
   */
  public Settlement(EventLog log, InstantSource clock, String replica, Intents intents) {
    this.log = log;
    this.clock = clock;
    this.replica = replica;
    this.intents = intents;
  }

  /** Where the calls of a request are noted; to be closed once it is settled. */
  public Intents.Sheet sheet(Account account) {
    return intents.sheet(account);
  }

  /** Settles a request of a single call that is billed. */
  public Settled settle(Account account, Consumption consumed, Ending ending, int attempts) {
    return settle(account, List.of(Line.answer(consumed)), ending, attempts);
  }

  /**
   * Prices what was consumed and appends the cost event; its id follows from the decision's, so
   * that a repetition is recognised.
   *
   * @param lines in the order of the calls, never empty; the last one answered, if any did
   * @param attempts upstreams asked, the one that answered included
   */
  public Settled settle(Account account, List<Line> lines, Ending ending, int attempts) {
    return settle(account, lines, ending, attempts, null);
  }

  /**
   * As above, for a request whose first answer may have failed its check.
   *
   * @param escalatedBecause why it failed; absent when it did not
   */
  public Settled settle(
      Account account,
      List<Line> lines,
      Ending ending,
      int attempts,
      @Nullable String escalatedBecause) {
    return settle(account, lines, ending, attempts, escalatedBecause, replica);
  }

  /**
   * Settles for a process that was killed; false when there was no room for the event.
   *
   * @param killed its name
   */
  boolean settleFor(String killed, Account account, List<Line> lines) {
    Ending ending = Ending.SETTLED_AFTER_CRASH;
    return settle(account, lines, ending, lines.size(), null, killed).recorded();
  }

  private Settled settle(
      Account account,
      List<Line> lines,
      Ending ending,
      int attempts,
      @Nullable String escalatedBecause,
      String holder) {
    List<PricedLine> priced = new ArrayList<>(lines.size());
    Money billed = Money.ZERO;
    long tokens = 0;
    UsageSource source = UsageSource.REPORTED;
    for (Line line : lines) {
      PricedLine each = price(account, line);
      priced.add(each);
      billed = billed.plus(each.billed());
      tokens += each.usage().inputTokens() + each.usage().outputTokens();
      source = each.source() == UsageSource.ESTIMATED ? UsageSource.ESTIMATED : source;
    }
    PricedLine answer = priced.get(priced.size() - 1);
    Charge charge = Charge.of(billed, reference(account, answer));
    Instant now = clock.instant();
    CostCharged event =
        CostEvent.of(
            account,
            priced,
            source,
            charge,
            ending,
            Math.max(attempts, 1),
            escalatedBecause,
            holder,
            now);
    boolean recorded =
        append(account.booking().eventId(account.decisionId()), account, event, now, charge);
    return new Settled(charge, answer.usage(), source, tokens, recorded);
  }

  private static PricedLine price(Account account, Line line) {
    Consumption consumed = line.consumed();
    Model model = consumed.model();
    boolean reported = consumed.reported() != null;
    Usage usage = UsageEstimate.of(account.facts(), consumed);
    return new PricedLine(
        model,
        line.purpose(),
        usage,
        reported ? UsageSource.REPORTED : UsageSource.ESTIMATED,
        reported ? null : UsageEstimate.method(consumed),
        model.price().cost(usage),
        model.price().listCost(usage));
  }

  /**
   * A request that nobody answered would have saved nothing anywhere, nor does a proof: it costs.
   */
  private static Money reference(Account account, PricedLine answer) {
    return answer.purpose() == Purpose.FAILED || account.booking() != Booking.REQUEST
        ? Money.ZERO
        : answer.model().charge(answer.usage(), account.reference()).reference();
  }

  /**
   * Writes down an answer that was given again from the cache: nothing is billed, and what the
   * reference would have cost is saved.
   *
   * @param before what the answer took when it was made
   */
  public Settled again(Account account, Model model, Usage before) {
    Charge there = model.charge(before, account.reference());
    Charge charge = Charge.of(Money.ZERO, there.reference());
    Instant now = clock.instant();
    PricedLine line =
        new PricedLine(
            model, Purpose.ANSWER, before, UsageSource.REPORTED, null, Money.ZERO, Money.ZERO);
    CostCharged event =
        CostEvent.of(
            account,
            List.of(line),
            UsageSource.REPORTED,
            charge,
            Ending.CACHED,
            1,
            null,
            replica,
            now);
    boolean recorded = append("cost-" + account.requestId(), account, event, now, charge);
    return new Settled(charge, before, UsageSource.REPORTED, 0, recorded);
  }

  private boolean append(
      String id, Account account, CostCharged event, Instant now, Charge charge) {
    try {
      log.append(EventKind.COST_CHARGED, id, account.tenant(), now, account.traceparent(), event);
      return true;
    } catch (SpoolFullException e) {
      LOG.errorf(
          "the cost of decision %s (%d nano-dollars, tenant %s) found no room in the event spool;"
              + " the next start settles it. Give the spool room, or Kafka back",
          account.decisionId(), charge.billed().nanoUsd(), account.tenant());
      return false;
    }
  }
}
