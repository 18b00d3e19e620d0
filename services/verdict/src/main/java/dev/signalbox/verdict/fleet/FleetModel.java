package dev.signalbox.verdict.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model or route as a client may name it.
 *
 * @param route whether it chooses among models
 * @param breaker closed, open or half_open as the answering replica sees it; empty for routes and
 *     for models that were not called yet
 * @param failures in a row
 * @param refusesForMillis how long an open breaker still refuses
 * @param price its list price; null for routes and for an ingress that does not say
 * @param mode a route's; empty for models
 * @param members a route's models in the order of its document
 * @param reference a route's reference models, the first that can serve
 * @param drained a route's models that its floor keeps out, as the answering replica sees it
 */
public record FleetModel(
    String name,
    String owner,
    boolean route,
    String breaker,
    long failures,
    long refusesForMillis,
    @Nullable FleetPrice price,
    String mode,
    List<String> members,
    List<String> reference,
    List<Drained> drained) {
  /** A model that gets no request of the route, and why. */
  public record Drained(String model, String because) {}

  public boolean isOpen() {
    return "open".equals(breaker);
  }

  /** Style of its lamp. */
  public String lamp() {
    return switch (breaker) {
      case "open" -> "stop";
      case "half_open" -> "wait";
      case "closed" -> "go";
      default -> "";
    };
  }

  /** In words. */
  public String state() {
    return switch (breaker) {
      case "open" -> "breaker open, tries again in " + (refusesForMillis + 999) / 1_000 + "\u00a0s";
      case "half_open" -> "trying again";
      case "closed" -> failures == 0 ? "reachable" : failures + " failures in a row";
      default -> route ? "chooses among models" : "not called yet";
    };
  }
}
