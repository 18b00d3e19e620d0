package dev.signalbox.ingress.chat;

/**
 * The beginning of what a stream said, up to a bound: enough to count its tokens by. Written on one
 * event loop, and read by others only when nothing more is written.
 */
public final class SaidText {
  private static final int MOST_CHARS = 1 << 16;

  private final StringBuilder kept = new StringBuilder();

  /** Adds what still has room. */
  public void add(String text) {
    int room = MOST_CHARS - kept.length();
    if (room > 0) {
      kept.append(text, 0, Math.min(room, text.length()));
    }
  }

  /** What was kept. */
  public String text() {
    return kept.toString();
  }
}
