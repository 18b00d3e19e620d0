package dev.signalbox.ingress.chat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks of its routing, by the {@code routing} object of its body or by headers;
 * never sent to an upstream. Bounded and well-formed; whether it leads anywhere is the route's to
 * say.
 *
 * @param mode as written: a mode's name or a number of points
 * @param models only these of the route may answer; empty means all
 * @param zone only models of this zone may answer
 * @param maxCostUsd only models that are not expected to cost more, in US dollars with at most nine
 *     decimals
 * @param session names the conversation, so that it stays where its prompt cache is
 * @param escalation whether a stronger model may be asked when an answer fails its check
 * @param parity whether the request may also be answered by the reference model and judged
 */
public record RoutingWish(
    Optional<String> mode,
    List<String> models,
    Optional<String> zone,
    Optional<BigDecimal> maxCostUsd,
    Optional<String> session,
    boolean escalation,
    boolean parity) {
  public static final RoutingWish NONE =
      new RoutingWish(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true,
          true);

  public RoutingWish {
    models = List.copyOf(models);
  }

  /** This wish, with what {@code first} says going before it. */
  public RoutingWish under(RoutingWish first) {
    if (first.equals(NONE)) {
      return this;
    }
    return new RoutingWish(
        first.mode.or(() -> mode),
        first.models.isEmpty() ? models : first.models,
        first.zone.or(() -> zone),
        first.maxCostUsd.or(() -> maxCostUsd),
        first.session.or(() -> session),
        first.escalation && escalation,
        first.parity && parity);
  }
}
