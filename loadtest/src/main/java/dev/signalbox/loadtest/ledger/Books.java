package dev.signalbox.loadtest.ledger;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The comparison, request by request. Pure. */
final class Books {
  private final Map<Fate, Row> rows = new EnumMap<>(Fate.class);
  private final Entries entries;
  private final List<String> wrong = new ArrayList<>();
  private int wrongs;
  private int lost;
  private int needless;
  private int unsent;
  private int onlyInvoiced;
  private int onlyBooked;
  private int askedAgain;
  private long askedAgainNanoUsd;

  /** Totals of one fate; money in nano-dollars. */
  private static final class Row {
    private int requests;
    private long calls;
    private long invoiced;
    private long events;
    private long booked;
  }

  /**
   * @param mostBroken requests that may have been under way when an ingress was killed
   */
  Books(Entries entries, int mostBroken) {
    this.entries = entries;
    for (Fate fate : Fate.values()) {
      rows.put(fate, new Row());
    }
    for (int i = 0; i < entries.size(); i++) {
      enter(i);
    }
    onlyInvoiced += Math.max(0, askedAgain - entries.strays());
    if (needless > 0) {
      wrong(needless + " failed though a model could have answered");
    }
    if (row(Fate.BROKEN).requests > mostBroken) {
      wrong("more requests were cut off than were under way at the kills");
    }
    if (onlyInvoiced > 0) {
      wrong(onlyInvoiced + " calls under way at a kill are only in the invoice");
    }
    if (entries.strangers() > 0) {
      wrong(entries.strangers() + " events belong to no request");
    }
    if (unsent > 0) {
      wrong(unsent + " requests were not sent in time");
    }
  }

  private Row row(Fate fate) {
    return rows.computeIfAbsent(fate, f -> new Row());
  }

  private void wrong(String what) {
    wrongs++;
    if (wrong.size() < 10) {
      wrong.add(what);
    }
  }

  private void enter(int number) {
    Fate fate = entries.fate(number);
    if (fate == null) {
      unsent++;
      return;
    }
    Row row = row(fate);
    row.requests++;
    row.calls += entries.calls(number);
    row.invoiced += entries.invoiced(number);
    row.events += entries.events(number);
    row.booked += entries.booked(number);
    switch (fate) {
      case ANSWERED, LEFT -> {
        if (entries.kind(number) == Kind.BATCHED) {
          batched(number);
        } else {
          settled(number);
        }
      }
      case REFUSED -> {
        needless += entries.kind(number) == Kind.DEAD ? 0 : 1;
        expect(entries.invoiced(number) == entries.booked(number), number);
      }
      case BROKEN -> {
        onlyInvoiced += entries.calls(number) > 0 && entries.events(number) == 0 ? 1 : 0;
        onlyBooked += entries.calls(number) == 0 && entries.booked(number) > 0 ? 1 : 0;
        expect(entries.events(number) <= entries.sends(number), number);
      }
    }
  }

  private void settled(int number) {
    int missing = entries.sends(number) - entries.events(number);
    lost += Math.max(0, missing);
    expect(missing == 0 && entries.invoiced(number) == entries.booked(number), number);
  }

  /** A job is answered once; a kill in the middle makes its first call one more. */
  private void batched(int number) {
    List<Long> left = new ArrayList<>(entries.batchCalls(number));
    lost += entries.events(number) == 0 ? 1 : 0;
    expect(entries.events(number) == 1 && left.remove((Long) entries.booked(number)), number);
    askedAgain += left.size();
    askedAgainNanoUsd += left.stream().mapToLong(Long::longValue).sum();
  }

  private void expect(boolean good, int number) {
    if (!good) {
      wrong(
          "%s (%s, %s): %d calls invoiced %d, %d events booked %d"
              .formatted(
                  Entries.tag(number),
                  entries.kind(number),
                  entries.fate(number),
                  entries.calls(number),
                  entries.invoiced(number),
                  entries.events(number),
                  entries.booked(number)));
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
    out.printf("cost events total      %d n$ (%d events)%n", entries.nanoUsd(), entries.counted());
    out.printf("verdict's ledger total %d n$%n", verdict);
    long cut = row(Fate.BROKEN).invoiced - row(Fate.BROKEN).booked;
    long again = askedAgainNanoUsd - entries.strayNanoUsd();
    long unexplained = invoice - entries.nanoUsd() - cut - again;
    out.printf("invoice less events    %d n$, of which%n", invoice - entries.nanoUsd());
    out.printf("  estimates of calls under way at a kill:                  %d%n", cut);
    out.printf("  estimates of batch jobs under way at a kill, asked again: %d%n", again);
    out.printf("  unexplained:                                             %d%n", unexplained);
    out.printf(
        "settled after a kill: %d requests; calls only in the invoice: %d; booked and never billed:"
            + " %d; jobs asked again: %d%n",
        entries.crashEvents(), onlyInvoiced, onlyBooked, askedAgain);
    out.printf("events less ledger     %d n$%n", entries.nanoUsd() - verdict);
    out.printf(
        "answered after another model had failed or been checked: %d%n", entries.failedOver());
    out.printf(
        "events lost %d, doubled %d; delivered again with the same id %d (counted once)%n",
        lost, entries.doubled(), entries.repeated());
    out.printf("failed though a model could have answered: %d%n", needless);
    entries.notes().stream()
        .filter(note -> !note.contains("(" + Kind.DEAD))
        .limit(5)
        .forEach(line -> out.println("  " + line));
    wrong.forEach(line -> out.println("WRONG: " + line));
    if (wrongs > wrong.size()) {
      out.println("WRONG: and " + (wrongs - wrong.size()) + " more");
    }
    return wrongs == 0
        && unexplained == 0
        && sum.invoiced == invoice
        && entries.nanoUsd() == verdict
        && lost + entries.doubled() + entries.contradicting() == 0;
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
