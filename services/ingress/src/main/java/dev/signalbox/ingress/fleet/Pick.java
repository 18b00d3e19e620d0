package dev.signalbox.ingress.fleet;

import java.util.Locale;

/**
 * The worker that a request goes to.
 *
 * @param id of its endpoint
 */
public record Pick(String id, Why why) {
  /** Why that one. The name in lower case is the metric label. */
  public enum Why {
    /** It is the least loaded of those that computed this beginning or saw this picture lately. */
    HOLDER,
    /** Nobody holds anything, and every replica would send this there. */
    HOME,
    /** The home of this is busier than the others: the next one that is not. */
    NEXT;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
