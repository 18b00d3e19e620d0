package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SlotFile;
import dev.signalbox.platform.spool.SlotFile.Leftover;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Settles what a killed process had asked and not settled: one cost event a request, whose id
 * follows from the decision's as ever, so that a request which had been settled at the very moment
 * of the kill counts once. Not thread-safe.
 */
public final class AfterCrash {
  private static final Logger LOG = Logger.getLogger(AfterCrash.class);

  private final SlotFile file;
  private final EventSpool spool;
  private final Settlement settlement;
  private final Map<String, List<Leftover>> byEvent = new LinkedHashMap<>();
  private final Set<String> missing = new TreeSet<>();

  /**
   * @param spool that the killed process wrote its events into
   */
  public AfterCrash(SlotFile file, EventSpool spool, Settlement settlement) {
    this.file = file;
    this.spool = spool;
    this.settlement = settlement;
    file.leftovers().forEach(this::enter);
  }

  private void enter(Leftover left) {
    try {
      String event = IntentCodec.decode(left.payload()).eventId();
      byEvent.computeIfAbsent(event, e -> new ArrayList<>(1)).add(left);
    } catch (IOException | IllegalArgumentException e) {
      LOG.errorf("an intent of a former process can't be read: %s", e.getMessage());
      file.free(left.slot());
    }
  }

  /** Requests that wait to be settled. */
  public int waiting() {
    return byEvent.size();
  }

  /** Models that were asked and are not in the pool, as last tried; the full spool aside. */
  public Set<String> missing() {
    return Set.copyOf(missing);
  }

  /**
   * Settles what can be. A request stays while a model that it asked is not in the pool, because it
   * has no price, and while the spool is full.
   *
   * @return requests settled now
   */
  public int settle(PoolSnapshot pool) {
    if (byEvent.isEmpty()) {
      return 0;
    }
    missing.clear();
    Set<String> done = spool.holding(byEvent.keySet());
    int settled = 0;
    for (String event : List.copyOf(byEvent.keySet())) {
      List<Leftover> calls = byEvent.getOrDefault(event, List.of());
      boolean before = done.contains(event);
      if (before || settle(calls, pool)) {
        settled += before ? 0 : 1;
        calls.forEach(call -> file.free(call.slot()));
        byEvent.remove(event);
      }
    }
    return settled;
  }

  private boolean settle(List<Leftover> calls, PoolSnapshot pool) {
    List<Line> lines = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      Optional<Line> line = line(calls.get(i), i == calls.size() - 1, pool);
      if (line.isEmpty()) {
        missing.add(read(calls.get(i)).model());
        return false;
      }
      lines.add(line.get());
    }
    IntentCodec.Read read = read(calls.get(calls.size() - 1));
    Model reference =
        pool.model(read.reference()).orElse(lines.get(lines.size() - 1).consumed().model());
    Account account =
        new Account(
            read.requestId(),
            read.decisionId(),
            read.tenant(),
            read.keyId(),
            read.traceparent(),
            read.route(),
            read.facts(),
            reference,
            read.accepted(),
            read.booking());
    return settlement.settleFor(read.replica(), account, lines);
  }

  /**
   * Only of a stream can the client have seen something; nobody saw what the other calls made, so
   * that they saved nothing anywhere.
   */
  private static Optional<Line> line(Leftover call, boolean last, PoolSnapshot pool) {
    IntentCodec.Read read = read(call);
    long chars = Intents.outputChars(call);
    boolean seen = last && read.facts().stream() && chars > 0;
    return pool.model(read.model())
        .map(model -> new Consumption(model, Intents.reported(call).orElse(null), chars))
        .map(used -> Intents.counted(call).map(used::with).orElse(used))
        .map(used -> seen ? Line.answer(used) : Line.failed(used));
  }

  private static IntentCodec.Read read(Leftover call) {
    try {
      return IntentCodec.decode(call.payload());
    } catch (IOException e) {
      throw new IllegalStateException("it was read before", e);
    }
  }
}
