package dev.signalbox.ingress.routing;

import java.util.Locale;

/** Stable code of a decision's reason. */
public enum ReasonCode {
  /** A cheaper model than the best: the difference is not worth its price in this mode. */
  BEST_VALUE,
  /** The model that is most likely to answer well. */
  BEST,
  /** The model that holds the conversation's prompt cache; another one gains too little. */
  KEPT_CONVERSATION,
  /** The only member that can serve. */
  ONLY_CAPABLE,
  /** The client named it. */
  MODEL_NAMED,
  /** The route's safe model: the classifier was late. */
  SAFE_CLASSIFIER_LATE,
  /** The route's safe model: the classifier can't be reached or knows none of the models. */
  SAFE_CLASSIFIER_UNAVAILABLE,
  /** The route's safe model: the prediction is too uncertain to send the request elsewhere. */
  SAFE_CLASSIFIER_UNSURE,
  /** The route's safe model: the classifier has no operating points. */
  SAFE_NO_OPERATING_POINTS,
  /** A fallback of the route: no member can serve. */
  ROUTE_FALLBACK,
  /** Impossible: no model of the route can ever serve such a request. */
  NO_CAPABLE_MODEL,
  /** Impossible: those that could serve are expected to cost more than the client allows. */
  NO_MODEL_WITHIN_COST,
  /** Impossible for now: those that could serve cost more than is left to spend. */
  NO_AFFORDABLE_MODEL,
  /** Impossible for now: those that could serve are down. */
  NO_HEALTHY_MODEL;

  /** As in headers, events and metrics, such as {@code best_value}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
