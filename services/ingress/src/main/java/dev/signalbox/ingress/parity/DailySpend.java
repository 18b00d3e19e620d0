package dev.signalbox.ingress.parity;

import dev.signalbox.platform.money.Money;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/**
 * What each route's proof has cost this process today (UTC). It may go over a cap by what is under
 * way, and a start begins at nothing: a cap that holds across replicas and starts is a budget on
 * the house's account. Thread-safe.
 */
final class DailySpend {
  private final InstantSource clock;
  private final Map<String, Long> spent = new HashMap<>();
  private LocalDate day = LocalDate.EPOCH;

  DailySpend(InstantSource clock) {
    this.clock = clock;
  }

  synchronized boolean hasRoom(String route, Money cap) {
    turn();
    return spent.getOrDefault(route, 0L) < cap.nanoUsd();
  }

  synchronized void add(String route, Money cost) {
    turn();
    spent.merge(route, cost.nanoUsd(), Math::addExact);
  }

  private void turn() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (!today.equals(day)) {
      day = today;
      spent.clear();
    }
  }
}
