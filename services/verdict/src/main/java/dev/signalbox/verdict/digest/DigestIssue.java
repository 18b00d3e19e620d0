package dev.signalbox.verdict.digest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** A week's digest as it was made; it is never changed afterwards. */
public record DigestIssue(DigestWeek week, Instant madeAt, DigestContent content) {
  /** Of its archive page. */
  public String path() {
    return "/digest/" + week.id();
  }

  /** Names this issue in feeds, wherever the console has moved to since. */
  public String urn() {
    String made = week.id() + " " + week.zone().getId() + " " + madeAt;
    return "urn:uuid:" + UUID.nameUUIDFromBytes(made.getBytes(StandardCharsets.UTF_8));
  }

  public String title() {
    return "Signalbox, week " + week.id();
  }
}
