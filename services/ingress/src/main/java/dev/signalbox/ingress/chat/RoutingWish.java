package dev.signalbox.ingress.chat;

import java.util.List;
import java.util.Optional;

/**
 * What the {@code routing} object of a request asks for; never sent to an upstream.
 *
 * @param mode as written, or the header's
 * @param models only these of the route may answer; empty means all
 * @param zone only models of this zone may answer
 */
public record RoutingWish(Optional<String> mode, List<String> models, Optional<String> zone) {
  public static final RoutingWish NONE =
      new RoutingWish(Optional.empty(), List.of(), Optional.empty());

  public RoutingWish {
    models = List.copyOf(models);
  }

  /** The header's mode, which goes before the body's. */
  public RoutingWish withMode(String asked) {
    return new RoutingWish(Optional.of(asked), models, zone);
  }
}
