package dev.signalbox.ingress.routing;

import java.util.Locale;

/** Stable code of a decision's reason. */
public enum ReasonCode {
  /** The cheapest model within the mode's band of the best. */
  CHEAPEST_WITHIN_BAND,
  /** The best model, and no cheaper one is within the band. */
  BEST,
  /** The only member that can serve. */
  ONLY_CAPABLE,
  /** The client named it. */
  MODEL_NAMED,
  /** The route's safe model: the classifier was late. */
  SAFE_CLASSIFIER_LATE,
  /** The route's safe model: the classifier can't be reached or knows none of the models. */
  SAFE_CLASSIFIER_UNAVAILABLE,
  /** A fallback of the route: no member can serve. */
  ROUTE_FALLBACK,
  /** Impossible: no model of the route can ever serve such a request. */
  NO_CAPABLE_MODEL,
  /** Impossible for now: those that could serve are down. */
  NO_HEALTHY_MODEL;

  /** As in headers, events and metrics, such as {@code cheapest_within_band}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
