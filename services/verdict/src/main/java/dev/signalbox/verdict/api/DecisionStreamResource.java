package dev.signalbox.verdict.api;

import dev.signalbox.verdict.decision.DecisionFilter;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Decisions and their costs as they arrive: events {@code decision} and {@code cost}. Who comes
 * back with {@code Last-Event-ID} (or first with {@code after}) is given what came in between, of
 * the last day and at most 500 of each kind.
 */
@Path("/api/decisions/stream")
public class DecisionStreamResource {
  private final LiveDecisions live;

  DecisionStreamResource(LiveDecisions live) {
    this.live = live;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> stream(
      @Context Sse sse,
      @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
      @RestQuery @Nullable String after,
      @RestQuery @Nullable String model,
      @RestQuery @Nullable String route,
      @RestQuery @Nullable String tenant) {
    DecisionFilter filter = DecisionFilter.of(model, route, tenant);
    String from = lastEventId == null || lastEventId.isBlank() ? after : lastEventId;
    if (from != null && !from.isBlank()) {
      TailCursor cursor = TailCursor.parse(from);
      DecisionStream stream = new DecisionStream(sse, filter, cursor);
      return Multi.createBy()
          .concatenating()
          .streams(live.after(cursor).toMulti(), live.watch())
          .onItem()
          .transformToMultiAndConcatenate(stream::events);
    }
    return live.watch().onItem().transformToMultiAndConcatenate(new FromNow(sse, filter)::events);
  }

  /** Starts where the first window ends. */
  private static final class FromNow {
    private final Sse sse;
    private final DecisionFilter filter;
    private @Nullable DecisionStream stream;

    FromNow(Sse sse, DecisionFilter filter) {
      this.sse = sse;
      this.filter = filter;
    }

    Multi<OutboundSseEvent> events(LiveDecisions.Window window) {
      DecisionStream started = stream;
      if (started == null) {
        started = new DecisionStream(sse, filter, window.end());
        stream = started;
      }
      return started.events(window);
    }
  }
}
