package dev.signalbox.ingress.edge;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of the tests at the edge: it passes as on the wall, but no day and no month ends while a
 * budget is spent.
 */
@ApplicationScoped
public class MidMonthClock {
  private static final Instant NOON = Instant.parse("2026-11-15T12:00:00Z");

  /** As the ingress's own, which this one replaces. */
  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  InstantSource clock() {
    long begin = System.nanoTime();
    return () -> NOON.plusNanos(System.nanoTime() - begin);
  }
}
