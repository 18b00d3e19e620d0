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
import org.jboss.logging.Logger;

/** Settles requests: each once, by whoever ends it. Thread-safe. */
public final class Settlement {
  private static final Logger LOG = Logger.getLogger(Settlement.class);

  private final EventLog log;
  private final InstantSource clock;

  public Settlement(EventLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Prices what was consumed and appends the cost event; its id follows from the decision's, so
   * that a repetition is recognised.
   *
   * @param attempts upstreams asked, the one that answered included
   */
  public Settled settle(Account account, Consumption consumed, Ending ending, int attempts) {
    Model model = consumed.model();
    boolean reported = consumed.reported() != null;
    Usage usage =
        consumed.reported() != null
            ? UsageEstimate.of(model, account.facts(), consumed.reported())
            : UsageEstimate.of(model, account.facts(), consumed.outputChars());
    UsageSource source = reported ? UsageSource.REPORTED : UsageSource.ESTIMATED;
    Charge charge = model.charge(usage, account.reference());
    Instant now = clock.instant();
    CostCharged event =
        CostEvent.of(account, model, usage, source, charge, ending, Math.max(1, attempts), now);
    boolean recorded = append("cost-" + account.decisionId(), account, event, now, charge);
    return new Settled(charge, usage, source, recorded);
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
    CostCharged event =
        CostEvent.of(account, model, before, UsageSource.REPORTED, charge, Ending.CACHED, 1, now);
    boolean recorded = append("cost-" + account.requestId(), account, event, now, charge);
    return new Settled(charge, before, UsageSource.REPORTED, recorded);
  }

  private boolean append(
      String id, Account account, CostCharged event, Instant now, Charge charge) {
    try {
      log.append(EventKind.COST_CHARGED, id, account.tenant(), now, account.traceparent(), event);
      return true;
    } catch (SpoolFullException e) {
      LOG.errorf(
          "the cost of decision %s (%d nano-dollars, tenant %s) found no room in the event spool",
          account.decisionId(), charge.billed().nanoUsd(), account.tenant());
      return false;
    }
  }
}
