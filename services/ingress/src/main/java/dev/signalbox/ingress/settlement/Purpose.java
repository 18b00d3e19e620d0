package dev.signalbox.ingress.settlement;

/** What one billed call was for. */
public enum Purpose {
  /** Its answer went to the client, as far as it came. */
  ANSWER,
  /** A cheap model's answer that was checked and thrown away for a better one's. */
  DRAFT,
  /** One of several answers that were compared. */
  SAMPLE,
  /** It broke, and the provider bills it all the same. */
  FAILED
}
