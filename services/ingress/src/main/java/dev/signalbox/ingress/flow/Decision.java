package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.chat.RoutingWish;
import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.routing.Conditions;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.routing.RouteDecision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision, with everything that it was made from.
 *
 * @param id stable; the decision event's id
 * @param wish what the request itself asked of its routing
 * @param conversation its key; {@link dev.signalbox.ingress.conversation.ConversationKey#NONE} when
 *     no prompt cache can hold it
 * @param poolVersion of the pool in force when it was made
 */
public record Decision(
    String id,
    Instant at,
    Route route,
    RequestFacts facts,
    Conditions conditions,
    RoutingWish wish,
    long conversation,
    Classification classification,
    RouteDecision.Routed routed,
    String poolVersion) {
  /** The models to try, in their order. */
  List<Model> ranked() {
    List<Model> ranked = new ArrayList<>(1 + routed.fallbacks().size());
    ranked.add(routed.model());
    ranked.addAll(routed.fallbacks());
    return ranked;
  }
}
