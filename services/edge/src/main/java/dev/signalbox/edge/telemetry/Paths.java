package dev.signalbox.edge.telemetry;

/** Paths as spans and logs tell them: short, and without what a caller was given to keep. */
public final class Paths {
  private static final int LONGEST_SEGMENT = 24;
  private static final int MOST_SEGMENTS = 8;

  private Paths() {}

  /** The path with identifiers, tokens and other long segments as {@code *}, and not endless. */
  public static String told(String path) {
    StringBuilder told = new StringBuilder();
    String[] segments = path.split("/", MOST_SEGMENTS + 1);
    for (int i = 1; i < Math.min(segments.length, MOST_SEGMENTS); i++) {
      told.append('/').append(plain(segments[i]) ? segments[i] : "*");
    }
    if (segments.length > MOST_SEGMENTS) {
      told.append("/*");
    }
    return told.isEmpty() ? "/" : told.toString();
  }

  private static boolean plain(String segment) {
    return segment.length() <= LONGEST_SEGMENT
        && segment
            .chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_'
                        || c == '.'
                        || c == ':');
  }
}
