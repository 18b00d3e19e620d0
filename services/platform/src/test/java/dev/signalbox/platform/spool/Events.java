package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Events for tests: the id is the number. */
final class Events {
  private Events() {}

  static CloudEvent event(int number) {
    return of(number, ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8));
  }

  static CloudEvent of(int number, byte[] data) {
    return new CloudEvent(
        Integer.toString(number),
        "cost.charged.v1",
        "/test",
        "s",
        Instant.EPOCH.plusMillis(number),
        "tenant",
        null,
        data);
  }
}
