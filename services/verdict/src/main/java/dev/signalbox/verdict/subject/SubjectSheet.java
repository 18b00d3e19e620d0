package dev.signalbox.verdict.subject;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A subject with its facts and prices, the newest unless a version was asked for.
 *
 * @param kind as {@link SubjectKind#text()}
 * @param sample an invented example that shows how pages look
 * @param simulated a simulator stands in for it
 * @param link its own page; null when there is none
 * @param poolName the pool's model or route that it is; null when it does not serve here
 */
public record SubjectSheet(
    String slug,
    String kind,
    String title,
    String summary,
    String maker,
    @Nullable String link,
    @Nullable String poolName,
    boolean sample,
    boolean simulated,
    FactSheet facts,
    PriceSheet prices) {
  /** Two hyphens around "vs" separate a pair, so no slug holds them. */
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9.-]{0,79}");

  public static boolean isSlug(String text) {
    return SLUG.matcher(text).matches() && !text.contains("-vs-");
  }
}
