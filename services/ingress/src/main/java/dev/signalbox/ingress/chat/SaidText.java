package dev.signalbox.ingress.chat;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of what a stream said, up to a bound: enough to count its tokens by. Written on one
 * event loop, and read by others only when nothing more is written.
 */
public final class SaidText {
  private static final int MOST_CHARS = 1 << 16;

  private static final Set<String> SPOKEN =
      Set.of("text", "thinking", "name", "arguments", "input");

  private final StringBuilder kept = new StringBuilder();

  /**
   * Whether a model writes what is under this name in a part of a message: text, thoughts, and of a
   * call of a tool its name and what it is called with; not its id, and no frame.
   */
  public static boolean spoken(@Nullable String name) {
    return name != null && SPOKEN.contains(name);
  }

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
