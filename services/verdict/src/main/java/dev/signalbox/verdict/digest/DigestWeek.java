package dev.signalbox.verdict.digest;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ISO 8601 week in a time zone: from Monday midnight to the next, there.
 *
 * @param monday its first day
 */
public record DigestWeek(LocalDate monday, ZoneId zone) {
  private static final Pattern ID = Pattern.compile("([0-9]{4})-W([0-9]{2})");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ROOT);
  private static final DateTimeFormatter DAY_OF_YEAR =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ROOT);

  public DigestWeek {
    if (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
      throw new IllegalArgumentException("a week begins on a Monday: " + monday);
    }
  }

  /** The week that {@code now} falls into. */
  public static DigestWeek of(Instant now, ZoneId zone) {
    LocalDate day = ZonedDateTime.ofInstant(now, zone).toLocalDate();
    return new DigestWeek(day.with(DayOfWeek.MONDAY), zone);
  }

  /** Reads {@code 2026-W48}; empty for anything else, week 53 of a year with 52 included. */
  public static Optional<DigestWeek> parse(String id, ZoneId zone) {
    Matcher matcher = ID.matcher(id);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate monday =
          LocalDate.of(Integer.parseInt(matcher.group(1)), 1, 4)
              .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, Integer.parseInt(matcher.group(2)))
              .with(DayOfWeek.MONDAY);
      DigestWeek week = new DigestWeek(monday, zone);
      return week.id().equals(id) ? Optional.of(week) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  public DigestWeek previous() {
    return new DigestWeek(monday.minusWeeks(1), zone);
  }

  public Instant from() {
    return monday.atStartOfDay(zone).toInstant();
  }

  /** Exclusive. */
  public Instant to() {
    return monday.plusWeeks(1).atStartOfDay(zone).toInstant();
  }

  /** Such as {@code 2026-W48}. */
  public String id() {
    return String.format(
        Locale.ROOT,
        "%04d-W%02d",
        monday.get(IsoFields.WEEK_BASED_YEAR),
        monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  /** Such as {@code 23 Nov to 29 Nov 2026}. */
  public String days() {
    return DAY.format(monday) + " to " + DAY_OF_YEAR.format(monday.plusDays(6));
  }
}
