package dev.signalbox.verdict.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Checks of shape and size; each refuses with the field's name. */
final class Bounds {
  static final int ID = 200;
  static final int NAME = 200;
  static final int SENTENCE = 2_000;
  static final long NANO_USD = 1_000_000L * 1_000_000_000L;
  static final long COUNT = 1_000_000_000_000L;
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  private final InstantSource clock;
  private final Duration maxAhead;

  Bounds(InstantSource clock, Duration maxAhead) {
    this.clock = clock;
    this.maxAhead = maxAhead;
  }

  /** Text of 1 to {@code max} characters. */
  String text(String field, @Nullable String value, int max) {
    if (value == null || value.isEmpty()) {
      throw invalid(field, "is absent");
    }
    return sized(field, value, max);
  }

  /** Text of at most {@code max} characters, or none. */
  @Nullable String optional(String field, @Nullable String value, int max) {
    return value == null || value.isEmpty() ? null : sized(field, value, max);
  }

  /** A number from {@code least} to {@code most}. */
  long number(String field, @Nullable Long value, long least, long most) {
    if (value == null) {
      throw invalid(field, "is absent");
    }
    if (value < least || value > most) {
      throw invalid(field, "is not between " + least + " and " + most);
    }
    return value;
  }

  boolean flag(String field, @Nullable Boolean value) {
    if (value == null) {
      throw invalid(field, "is absent");
    }
    return value;
  }

  <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw invalid(field, "is absent");
    }
    return value;
  }

  /** A time from 2020 up to the allowed distance ahead of now. */
  Instant time(String field, @Nullable Instant value) {
    if (value == null) {
      throw invalid(field, "is absent");
    }
    if (value.isBefore(EARLIEST) || value.isAfter(clock.instant().plus(maxAhead))) {
      throw invalid(field, "is not between 2020 and " + maxAhead + " from now");
    }
    return value;
  }

  static InvalidEventException invalid(String field, String what) {
    return new InvalidEventException("invalid_field", field + " " + what);
  }

  private static String sized(String field, String value, int max) {
    if (value.length() > max) {
      throw invalid(field, "has more than " + max + " characters");
    }
    // PostgreSQL's text has no NUL.
    if (value.indexOf('\0') >= 0) {
      throw invalid(field, "holds a NUL character");
    }
    return value;
  }
}
