package dev.signalbox.verdict.digest;

import java.time.Instant;

/** A week's digest as it was made; it is never changed afterwards. */
public record DigestIssue(DigestWeek week, Instant madeAt, DigestContent content) {
  /** Of its archive page. */
  public String path() {
    return "/digest/" + week.id();
  }

  public String title() {
    return "Signalbox, week " + week.id();
  }
}
