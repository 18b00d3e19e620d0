package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.fleet.Pick;

/** Hears what becomes of requests among a model's workers. On event loops; must not block. */
public interface FleetObserver {
  /** Hears nothing. */
  FleetObserver NONE = new FleetObserver() {};

  /** A worker was chosen. */
  default void picked(String model, Pick.Why why) {}

  /** A worker failed before it had said anything, and another one is tried. */
  default void failedOver(String model, UpstreamFailure.Kind kind) {}
}
