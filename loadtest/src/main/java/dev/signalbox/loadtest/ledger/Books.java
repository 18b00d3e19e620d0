package dev.signalbox.loadtest.ledger;

import dev.signalbox.loadtest.ledger.CostEvents.Cost;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The comparison, request by request. Pure. */
final class Books {
  /**
   * What the simulator counts beyond the text of a message, in tokens of simulator-small's price. A
   * gateway whose client has left estimates from the text and can't know of them.
   */
  private static final long UNSEEN_NANO_USD = 3 * 150;

  private final Map<Fate, Row> rows = new EnumMap<>(Fate.class);
  private final List<String> wrong = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final List<String> needless = new ArrayList<>();
  private final List<Long> brokenCalls = new ArrayList<>();
  private final CostEvents events;
  private int lost;
  private int doubled;
  private int failedOver;

  /** Totals of one fate; money in nano-dollars. */
  private static final class Row {
    private int requests;
    private int calls;
    private long invoiced;
    private int events;
    private long booked;
  }

  /**
   * @param mostBroken requests that may have been under way when the ingress was killed
   */
  Books(List<Sent> all, Invoiced invoiced, CostEvents events, int mostBroken) {
    this.events = events;
    for (Fate fate : Fate.values()) {
      rows.put(fate, new Row());
    }
    for (Sent each : all) {
      enter(each, invoiced.of(each.tag()));
    }
    adoptOrphans();
    if (!needless.isEmpty()) {
      wrong.add(needless.size() + " failed though a model could have answered");
    }
    if (row(Fate.BROKEN).requests > mostBroken) {
      wrong.add("more requests were cut off than were under way at the kill: " + notes(all));
    }
  }

  private static String notes(List<Sent> all) {
    return all.stream()
        .filter(sent -> sent.fate() == Fate.BROKEN)
        .map(Sent::note)
        .distinct()
        .limit(3)
        .toList()
        .toString();
  }

  private Row row(Fate fate) {
    return rows.computeIfAbsent(fate, f -> new Row());
  }

  private void enter(Sent sent, List<Long> calls) {
    List<Cost> costs = List.of();
    if (!sent.decision().isEmpty()) {
      known.add(sent.decision());
      costs = events.byDecision().getOrDefault(sent.decision(), List.of());
    }
    long invoiced = calls.stream().mapToLong(Long::longValue).sum();
    long booked = costs.stream().mapToLong(Cost::nanoUsd).sum();
    Row row = row(sent.fate());
    row.requests++;
    row.calls += calls.size();
    row.invoiced += invoiced;
    row.events += costs.size();
    row.booked += booked;
    failedOver += costs.stream().anyMatch(cost -> cost.attempts() > 1) ? 1 : 0;
    doubled += Math.max(0, costs.size() - 1);
    switch (sent.fate()) {
      case ANSWERED, LEFT -> {
        long unseen = sent.fate() == Fate.LEFT ? UNSEEN_NANO_USD : 0;
        lost += costs.isEmpty() ? 1 : 0;
        expect(costs.size() == 1 && invoiced - booked == unseen, sent, invoiced, booked);
      }
      case REFUSED -> expect(invoiced == booked, sent, invoiced, booked);
      case BROKEN -> {
        brokenCalls.addAll(calls);
        costs.forEach(this::adopt);
      }
    }
    if (sent.fate() == Fate.REFUSED && sent.kind() != Kind.DEAD) {
      needless.add(sent.tag() + " (" + sent.kind() + "): " + sent.note());
    }
  }

  private void expect(boolean good, Sent sent, long invoiced, long booked) {
    if (!good) {
      wrong.add(
          "%s (%s, %s, decision %s): invoiced %d, booked %d"
              .formatted(sent.tag(), sent.kind(), sent.fate(), sent.decision(), invoiced, booked));
    }
  }

  /** An event of a request that was cut off bills a call that the provider bills, or nothing. */
  private void adopt(Cost cost) {
    if (cost.nanoUsd() != 0 && !brokenCalls.remove((Long) cost.nanoUsd())) {
      wrong.add("no call of a request that was cut off explains event " + cost.id());
    }
  }

  /** Events whose client never learnt of the decision belong to requests that were cut off. */
  private void adoptOrphans() {
    Row broken = row(Fate.BROKEN);
    events
        .byDecision()
        .forEach(
            (decision, costs) -> {
              if (!known.contains(decision)) {
                broken.events += costs.size();
                broken.booked += costs.stream().mapToLong(Cost::nanoUsd).sum();
                doubled += costs.size() - 1;
                costs.forEach(this::adopt);
              }
            });
    if (broken.events > broken.requests) {
      wrong.add("there are more cost events than requests");
    }
  }

  /** Prints the table; false when anything differs that must not. */
  boolean print(PrintStream out, long invoice, long verdict) {
    out.printf(
        "%n%-22s %9s %9s %16s %9s %16s %12s%n",
        "requests", "count", "calls", "invoice n$", "events", "events n$", "difference");
    rows.forEach((fate, row) -> print(out, fate.words(), row));
    Row sum = sum();
    print(out, "all", sum);
    out.printf("%ninvoice total          %d n$%n", invoice);
    out.printf("cost events total      %d n$ (%d events)%n", events.nanoUsd(), events.count());
    out.printf("verdict's ledger total %d n$%n", verdict);
    long left = (long) row(Fate.LEFT).requests * UNSEEN_NANO_USD;
    long cut = row(Fate.BROKEN).invoiced - row(Fate.BROKEN).booked;
    long unexplained = invoice - events.nanoUsd() - left - cut;
    out.printf("invoice less events    %d n$, of which%n", invoice - events.nanoUsd());
    out.printf("  estimates of streams that their clients left, 450 each: %d%n", left);
    out.printf("  calls under way when the ingress was killed:            %d%n", cut);
    out.printf("  unexplained:                                            %d%n", unexplained);
    out.printf("events less ledger     %d n$%n", events.nanoUsd() - verdict);
    out.printf("answered after another model had failed: %d%n", failedOver);
    out.printf(
        "events lost %d, doubled %d; delivered again with the same id %d (counted once)%n",
        lost, doubled, events.repeated());
    out.printf("failed though a model could have answered: %d%n", needless.size());
    needless.stream().limit(3).forEach(line -> out.println("  " + line));
    wrong.stream().limit(10).forEach(line -> out.println("WRONG: " + line));
    if (wrong.size() > 10) {
      out.println("WRONG: and " + (wrong.size() - 10) + " more");
    }
    return wrong.isEmpty()
        && unexplained == 0
        && sum.invoiced == invoice
        && events.nanoUsd() == verdict
        && lost + doubled + events.contradicting() == 0;
  }

  private Row sum() {
    Row sum = new Row();
    for (Row row : rows.values()) {
      sum.requests += row.requests;
      sum.calls += row.calls;
      sum.invoiced += row.invoiced;
      sum.events += row.events;
      sum.booked += row.booked;
    }
    return sum;
  }

  private static void print(PrintStream out, String name, Row row) {
    out.printf(
        "%-22s %9d %9d %16d %9d %16d %12d%n",
        name,
        row.requests,
        row.calls,
        row.invoiced,
        row.events,
        row.booked,
        row.invoiced - row.booked);
  }
}
