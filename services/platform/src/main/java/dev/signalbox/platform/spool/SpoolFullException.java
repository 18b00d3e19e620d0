package dev.signalbox.platform.spool;

/**
 * The spool holds as many undelivered bytes as it may; the caller refuses work rather than lose its
 * events.
 */
public final class SpoolFullException extends RuntimeException {
  public SpoolFullException(long bytes, long maxBytes) {
    super("the event spool holds " + bytes + " of at most " + maxBytes + " bytes");
  }
}
