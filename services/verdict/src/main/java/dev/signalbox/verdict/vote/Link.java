package dev.signalbox.verdict.vote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;

/**
 * What one entry of the vote log adds to its day's chain. Each entry's hash is SHA-256 over the
 * hash before it and all that the entry says, a line each; the first of a day follows the hash of
 * the day's name. A changed, missing or added entry breaks every hash after it.
 *
 * @param source {@code subject} or {@code pair}
 * @param about the subject's slug, or the pair's id
 * @param left who stood on the left; empty for a subject
 * @param castMicros microseconds since 1970
 */
public record Link(
    String source,
    String about,
    String voter,
    String voterKind,
    String choice,
    String left,
    long revision,
    long castMicros) {
  private static final long MICROS_OF_A_SECOND = 1_000_000;

  /** The hash that the first entry of a day follows. */
  public static String genesis(LocalDate day) {
    return sha256("signalbox.votes " + day);
  }

  /** The hash of this entry after another's. */
  public String after(String previous) {
    return sha256(
        String.join(
            "\n",
            previous,
            source,
            about,
            voter,
            voterKind,
            choice,
            left,
            Long.toString(revision),
            Long.toString(castMicros)));
  }

  /** The UTC day whose chain it belongs to. */
  public LocalDate day() {
    return java.time.Instant.ofEpochSecond(Math.floorDiv(castMicros, MICROS_OF_A_SECOND))
        .atOffset(ZoneOffset.UTC)
        .toLocalDate();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
