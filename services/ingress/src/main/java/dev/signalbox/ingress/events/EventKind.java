package dev.signalbox.ingress.events;

/** The events that the ingress makes; {@code proto/events/topics.yaml} is where they are agreed. */
public enum EventKind {
  ROUTE_DECIDED("signalbox.decisions", "route.decided.v1"),
  COST_CHARGED("signalbox.costs", "cost.charged.v1"),
  INFERENCE_REQUESTED("signalbox.jobs", "inference.requested.v1"),
  OUTCOME_OBSERVED("signalbox.outcomes", "outcome.observed.v1");

  private final String topic;
  private final String type;

  EventKind(String topic, String type) {
    this.topic = topic;
    this.type = type;
  }

  public String topic() {
    return topic;
  }

  public String type() {
    return type;
  }
}
