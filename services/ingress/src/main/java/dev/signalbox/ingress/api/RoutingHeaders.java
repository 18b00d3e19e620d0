package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.RoutingDraft;
import dev.signalbox.ingress.chat.RoutingWish;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.MultiMap;

/** The headers that say what the body's {@code routing} object says, by the same rules. */
final class RoutingHeaders {
  private RoutingHeaders() {}

  /**
   * {@link RoutingWish#NONE} when there is none of them.
   *
   * @throws ProblemException when one is nonsense; names it as the body's field
   */
  static RoutingWish read(MultiMap headers) {
    String mode = headers.get(Headers.MODE);
    String models = headers.get(Headers.MODELS);
    String zone = headers.get(Headers.ZONE);
    String maxCost = headers.get(Headers.MAX_COST);
    String session = headers.get(Headers.SESSION);
    String escalation = headers.get(Headers.ESCALATION);
    String parity = headers.get(Headers.PARITY);
    if (mode == null
        && models == null
        && zone == null
        && maxCost == null
        && session == null
        && escalation == null
        && parity == null) {
      return RoutingWish.NONE;
    }
    RoutingDraft draft = new RoutingDraft();
    if (mode != null) {
      draft.mode(mode);
    }
    if (models != null) {
      for (String model : models.split(",", -1)) {
        draft.model(model);
      }
    }
    if (zone != null) {
      draft.zone(zone);
    }
    if (maxCost != null) {
      draft.maxCostUsd(maxCost);
    }
    if (session != null) {
      draft.session(session);
    }
    if (escalation != null) {
      draft.escalation(escalation);
    }
    if (parity != null) {
      draft.parity(parity);
    }
    return draft.build();
  }
}
