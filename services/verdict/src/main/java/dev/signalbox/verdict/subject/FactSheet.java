package dev.signalbox.verdict.subject;

import java.time.Instant;
import java.util.List;

/**
 * A subject's facts at one version.
 *
 * @param version 0 when nothing was recorded yet
 * @param note what changed
 */
public record FactSheet(int version, List<Fact> facts, String note, Instant recordedAt) {
  public static final FactSheet NONE = new FactSheet(0, List.of(), "", Instant.EPOCH);
}
