package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.conversation.ConversationKey;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.events.EventKind;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Conditions;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.routing.RoutingPolicy;
import dev.signalbox.ingress.settlement.Ending;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.ingress.settlement.Settlement;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Jobs that workers pull by themselves: decided by their client, who named the model, and settled
 * when their answers come. Thread-safe.
 */
public final class PulledJobs {
  private final Supplier<PoolSnapshot> pool;
  private final Settlement settlement;
  private final EventLog events;
  private final InstantSource clock;
  private final FlowObserver observer;

  public PulledJobs(
      Supplier<PoolSnapshot> pool,
      Settlement settlement,
      EventLog events,
      InstantSource clock,
      FlowObserver observer) {
    this.pool = pool;
    this.settlement = settlement;
    this.events = events;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Writes down decision and cost of an answered job. A model that has left the pool meanwhile has
   * no price any more, and costs nothing.
   *
   * @param jobId stable: a repetition makes events of the same ids, which count once
   * @throws dev.signalbox.platform.spool.SpoolFullException when there is no room now
   */
  public void settle(Visit visit, ChatRequest request, AnswerReading answer, String jobId) {
    PoolSnapshot now = pool.get();
    Route route = RouteWish.resolve(now, request.model(), request.wish(), request.operation());
    RequestFacts facts =
        new RequestFacts(
            request.textTokens(),
            request.pictures().size(),
            request.tools().size(),
            request.format().json(),
            false,
            request.sampling().maxOutputTokens(),
            request.model());
    Conditions anywhere = Conditions.of(model -> Optional.empty());
    Classification skipped = Classification.skipped();
    if (RoutingPolicy.decide(facts, route, now, anywhere, skipped.estimates())
        instanceof RouteDecision.Routed routed) {
      Decision decision =
          new Decision(
              "dec-" + jobId,
              clock.instant(),
              route,
              facts,
              anywhere,
              request.wish(),
              ConversationKey.NONE,
              skipped,
              routed,
              now.version());
      settle(visit, decision, answer);
    }
  }

  private void settle(Visit visit, Decision decision, AnswerReading answer) {
    events.append(
        EventKind.ROUTE_DECIDED,
        decision.id(),
        visit.key().tenant(),
        decision.at(),
        null,
        DecisionEvent.of(visit, decision, false));
    observer.decided(decision);
    Consumption used =
        new Consumption(decision.routed().model(), answer.usage(), answer.outputChars());
    Settled settled =
        settlement.settle(Exchange.account(visit, decision), used, Ending.COMPLETED, 1);
    observer.settled(visit, decision, used.model().name(), settled, Ending.COMPLETED);
  }
}
