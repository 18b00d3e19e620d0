package dev.signalbox.ingress.events;

import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SpoolFullException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes events into the spool. Thread-safe; safe on an event loop. */
public final class EventLog {
  private final EventSpool spool;
  private final String source;
  private final long reserveBytes;

  /**
   * @param reserveBytes kept free for the costs of requests that were let in
   */
  public EventLog(EventSpool spool, String source, long reserveBytes) {
    this.spool = spool;
    this.source = source;
    this.reserveBytes = reserveBytes;
  }

  /** Whether a new request's events are sure to find room. */
  public boolean hasRoom() {
    return spool.backlogBytes() < spool.limits().maxBytes() - reserveBytes;
  }

  /**
   * Appends an event; on return it survives a kill of this process.
   *
   * @param data an event class of the contracts
   * @return the event's JSON
   * @throws SpoolFullException when there is no room
   */
  public byte[] append(
      EventKind kind,
      String id,
      String tenant,
      Instant time,
      @Nullable String traceparent,
      Object data) {
    byte[] json = EventJson.of(data);
    spool.append(
        kind.topic(),
        new CloudEvent(id, kind.type(), source, tenant, time, tenant, traceparent, json));
    return json;
  }
}
