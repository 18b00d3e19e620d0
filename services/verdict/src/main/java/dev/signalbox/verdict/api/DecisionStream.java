package dev.signalbox.verdict.api;

import dev.signalbox.verdict.decision.Decision;
import dev.signalbox.verdict.decision.DecisionFilter;
import dev.signalbox.verdict.savings.Charge;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;

/**
 * One watcher's place in the live stream. Windows come one after another, on one thread at a time.
 */
final class DecisionStream {
  /** Proxies close what is silent for long. */
  private static final int TICKS_BETWEEN_COMMENTS = 30;

  private final Sse sse;
  private final DecisionFilter filter;
  private long decision;
  private long charge;
  private int quiet = TICKS_BETWEEN_COMMENTS;

  DecisionStream(Sse sse, DecisionFilter filter, TailCursor start) {
    this.sse = sse;
    this.filter = filter;
    this.decision = start.decision();
    this.charge = start.charge();
  }

  Multi<OutboundSseEvent> events(LiveDecisions.Window window) {
    List<OutboundSseEvent> events = new ArrayList<>();
    for (Decision arrived : window.decisions()) {
      if (arrived.seq() > decision) {
        decision = arrived.seq();
        if (filter.accepts(arrived)) {
          events.add(event("decision", DecisionView.of(arrived, null)));
        }
      }
    }
    for (Charge arrived : window.charges()) {
      if (arrived.seq() > charge) {
        charge = arrived.seq();
        events.add(event("cost", CostView.of(arrived)));
      }
    }
    if (events.isEmpty() && ++quiet >= TICKS_BETWEEN_COMMENTS) {
      quiet = 0;
      events.add(sse.newEventBuilder().comment("still here").build());
    } else if (!events.isEmpty()) {
      quiet = 0;
    }
    return Multi.createFrom().iterable(events);
  }

  private OutboundSseEvent event(String name, Object data) {
    return sse.newEventBuilder()
        .id(new TailCursor(decision, charge).text())
        .name(name)
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(data)
        .build();
  }
}
