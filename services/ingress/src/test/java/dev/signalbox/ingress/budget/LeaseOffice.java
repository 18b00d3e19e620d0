package dev.signalbox.ingress.budget;

import java.util.HashMap;
import java.util.Map;

/**
 * What verdict's {@code lease_slice} and {@code settle_lapsed_slices} do, in plain Java; verdict's
 * own tests hold the SQL to the same rules.
 */
public final class LeaseOffice {
  private final long cap;
  private final Map<String, Held> slices = new HashMap<>();

  private record Held(long sequence, long ceiling, long spent, long reserved, long held) {}

  public LeaseOffice(long cap) {
    this.cap = cap;
  }

  public SliceLease settle(String holder, long sequence, SliceReport report) {
    Held old = slices.get(holder);
    if (old != null && old.sequence >= sequence) {
      return lease(report, old.ceiling, false);
    }
    long used = report.spent() + report.reserved();
    long base = Math.max(report.ceiling(), used);
    long others = committed() - (old == null ? 0 : old.held);
    long free = Math.max(0, cap - others - base);
    long needs = Math.max(0, used + report.needed() - base);
    long wants = Math.max(0, used + report.needed() + report.wanted() - base);
    long granted = report.done() ? 0 : Math.min(free, Math.max(needs, Math.min(wants, free / 4)));
    if (base - used + granted < report.least()) {
      granted = 0;
    }
    slices.put(
        holder,
        new Held(
            sequence,
            base + granted,
            report.spent(),
            report.reserved(),
            report.done() ? used : base + granted));
    return lease(report, base + granted, granted < wants);
  }

  private SliceLease lease(SliceReport report, long ceiling, boolean scarce) {
    return new SliceLease(
        report.budget(),
        report.periodStart(),
        ceiling,
        cap,
        slices.values().stream().mapToLong(Held::spent).sum(),
        slices.values().stream().mapToLong(Held::reserved).sum(),
        scarce);
  }

  /** A holder fell silent; its events say what it used. */
  void lapse(String holder, long usedByItsEvents) {
    slices.computeIfPresent(
        holder,
        (name, old) -> {
          long used = Math.max(old.spent, usedByItsEvents);
          return new Held(old.sequence, used, used, 0, used);
        });
  }

  long committed() {
    return slices.values().stream().mapToLong(Held::held).sum();
  }

  public long spent() {
    return slices.values().stream().mapToLong(Held::spent).sum();
  }
}
