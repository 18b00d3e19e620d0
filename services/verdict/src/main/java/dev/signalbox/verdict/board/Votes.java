package dev.signalbox.verdict.board;

import dev.signalbox.verdict.stats.Comparisons;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of votes: columns model_a, model_b, winner; optionally voter, time, weight, in any order.
 * Without a voter each vote is a voter of its own.
 *
 * @param unparsed rows whose winner is none of the four, or whose two models are the same; never
 *     read as ties
 * @param firstUnparsed where the first such row is and what it says; empty without any
 * @param hasVoters whether the file says who voted
 * @param times of each comparison, seconds or whatever orders them; null without the column
 */
record Votes(
    Names models,
    Names voters,
    Comparisons comparisons,
    long unparsed,
    String firstUnparsed,
    boolean hasVoters,
    @Nullable IntToDoubleFunction times) {
  private static final double SECONDS_OF_A_DAY = 86_400;

  /** Below it a number is of seconds; each thousandfold above, of the next smaller unit. */
  private static final double MOST_SECONDS = 1e11;

  private static final double MOST_NANOSECONDS = 1e20;
  private static final Pattern OFFSET = Pattern.compile("([+-]\\d\\d)(\\d\\d)$");
  private static final Pattern DATED = Pattern.compile("\\d{4}-\\d\\d-");
  private static final int LONGEST_SHOWN = 120;
  private static final int MOST_MODELS = 2_000;
  private static final int MOST_VOTES = 20_000_000;

  private static final List<String> REQUIRED = List.of("model_a", "model_b", "winner");

  /** Other names of columns; a column of the name itself goes before them. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "judge", "voter",
          "user", "voter",
          "voter_id", "voter",
          "user_id", "voter",
          "tstamp", "time",
          "timestamp", "time",
          "cast_at", "time");

  private static final class Reading {
    private final Map<String, Integer> columns = new HashMap<>();
    private final Names models = new Names();
    private final Names voters = new Names();
    private final Comparisons comparisons = new Comparisons();
    private double[] times = new double[1_024];
    private long unparsed;
    private String firstUnparsed = "";
  }

  /**
   * Reads a file.
   *
   * @throws VoteFileException saying on which line what is wrong
   */
  static Votes read(Path file) throws IOException, VoteFileException {
    CharsetDecoder utf8 =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE)
            .replaceWith(String.valueOf(Csv.NOT_TEXT));
    try (Reader in = new InputStreamReader(Files.newInputStream(file), utf8)) {
      return read(in);
    }
  }

  static Votes read(Reader in) throws IOException, VoteFileException {
    Csv csv = new Csv(in);
    List<String> header = csv.next();
    if (header == null) {
      throw new VoteFileException("the file is empty");
    }
    Reading reading = new Reading();
    readHeader(header, reading.columns);
    List<String> row;
    while ((row = csv.next()) != null) {
      if (row.size() != header.size()) {
        throw new VoteFileException(
            "line %d: %d fields where the header has %d"
                .formatted(csv.line(), row.size(), header.size()));
      }
      add(reading, row, csv.line());
    }
    return new Votes(
        reading.models,
        reading.voters,
        reading.comparisons,
        reading.unparsed,
        reading.firstUnparsed,
        reading.columns.containsKey("voter"),
        reading.columns.containsKey("time") ? index -> reading.times[index] : null);
  }

  private static void readHeader(List<String> header, Map<String, Integer> columns)
      throws VoteFileException {
    for (int i = 0; i < header.size(); i++) {
      String name = columnName(header.get(i));
      if (columns.putIfAbsent(name, i) != null && isKnown(name)) {
        throw new VoteFileException("line 1: there are two columns " + name);
      }
    }
    ALIASES.forEach(
        (alias, name) -> {
          Integer index = columns.get(alias);
          if (index != null) {
            columns.putIfAbsent(name, index);
          }
        });
    for (String required : REQUIRED) {
      if (!columns.containsKey(required)) {
        throw new VoteFileException(
            "line 1: there is no column %s; the header has %s%s"
                .formatted(required, shown(String.join(",", header)), separator(header)));
      }
    }
  }

  /** What to say of a header that is one field since something else separates its names. */
  private static String separator(List<String> header) {
    boolean other = header.size() == 1 && header.get(0).matches(".*[;\t|].*");
    return other ? "; fields are separated by commas" : "";
  }

  /** A field of somebody else's file as a terminal may show it. */
  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
  }

  private static boolean isKnown(String name) {
    return REQUIRED.contains(name)
        || ALIASES.containsValue(name)
        || ALIASES.containsKey(name)
        || name.equals("weight");
  }

  /** {@code Model A} and {@code model-a} are {@code model_a}. */
  private static String columnName(String text) {
    return text.toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
  }

  private static void add(Reading reading, List<String> row, long line) throws VoteFileException {
    String a = field(reading, row, "model_a");
    String b = field(reading, row, "model_b");
    if (a.isEmpty() || b.isEmpty()) {
      throw new VoteFileException("line " + line + ": a model has no name");
    }
    String winner = field(reading, row, "winner");
    OptionalDouble score = score(winner);
    if (score.isEmpty() || a.equals(b)) {
      if (reading.unparsed++ == 0) {
        reading.firstUnparsed =
            score.isEmpty()
                ? "line %d has the winner \"%s\"".formatted(line, shown(winner))
                : "line %d compares %s with itself".formatted(line, shown(a));
      }
      return;
    }
    int index = reading.comparisons.size();
    if (index == MOST_VOTES) {
      throw new VoteFileException("line " + line + ": more than " + MOST_VOTES + " votes");
    }
    String voter = field(reading, row, "voter");
    int cluster = reading.voters.number(voter.isEmpty() ? "\0vote " + index : voter);
    reading.comparisons.add(
        model(reading, a, line),
        model(reading, b, line),
        score.getAsDouble(),
        number(field(reading, row, "weight"), 1, "weight", line),
        cluster);
    if (index == reading.times.length) {
      reading.times = java.util.Arrays.copyOf(reading.times, index + (index >> 1));
    }
    reading.times[index] = time(field(reading, row, "time"), line);
  }

  private static int model(Reading reading, String name, long line) throws VoteFileException {
    int number = reading.models.number(name);
    if (number >= MOST_MODELS) {
      throw new VoteFileException("line " + line + ": more than " + MOST_MODELS + " models");
    }
    return number;
  }

  private static String field(Reading reading, List<String> row, String column) {
    Integer index = reading.columns.get(column);
    return index == null ? "" : row.get(index);
  }

  private static OptionalDouble score(String winner) {
    return switch (winner.toLowerCase(Locale.ROOT)) {
      case "model_a" -> OptionalDouble.of(1);
      case "model_b" -> OptionalDouble.of(0);
      case "tie", "bothbad", "tie (bothbad)", "both_bad", "both bad" -> OptionalDouble.of(0.5);
      default -> OptionalDouble.empty();
    };
  }

  private static double number(String text, double unset, String column, long line)
      throws VoteFileException {
    if (text.isEmpty()) {
      return unset;
    }
    try {
      double value = Double.parseDouble(text);
      if (value >= 0 && value <= 1e9) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new VoteFileException(
        "line %d: the %s \"%s\" is not a number from 0 to 1e9"
            .formatted(line, column, shown(text)));
  }

  /**
   * Seconds since 1970; milliseconds, microseconds or nanoseconds where the unit before would be
   * beyond the year 5000; or an RFC 3339 date or time, without an offset in UTC.
   */
  private static double time(String text, long line) throws VoteFileException {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      double seconds = DATED.matcher(text).lookingAt() ? instant(text) : Double.parseDouble(text);
      if (Math.abs(seconds) <= MOST_NANOSECONDS) {
        while (Math.abs(seconds) >= MOST_SECONDS) {
          seconds /= 1_000;
        }
        return seconds;
      }
    } catch (NumberFormatException | DateTimeParseException e) {
      // Told below, like a number out of range.
    }
    throw new VoteFileException(
        "line %d: the time \"%s\" is neither seconds nor a time such as 2026-11-23T08:00:00Z"
            .formatted(line, shown(text)));
  }

  private static double instant(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).toEpochDay() * SECONDS_OF_A_DAY;
    }
    String withT =
        text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
    withT = OFFSET.matcher(withT.replaceFirst(" ?(UTC|GMT)$", "Z")).replaceFirst("$1:$2");
    TemporalAccessor read =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(withT, OffsetDateTime::from, LocalDateTime::from);
    return (read instanceof OffsetDateTime offset
                ? offset.toInstant()
                : ((LocalDateTime) read).toInstant(ZoneOffset.UTC))
            .toEpochMilli()
        / 1e3;
  }

  /**
   * The same with at most so many votes of a voter on one UTC day: the earliest. Without voters or
   * times nothing is left out.
   */
  Votes dailyLimit(int most) {
    IntToDoubleFunction at = times;
    if (!hasVoters || at == null) {
      return this;
    }
    int[] order =
        java.util.stream.IntStream.range(0, comparisons.size())
            .boxed()
            .sorted(java.util.Comparator.comparingDouble(at::applyAsDouble))
            .mapToInt(Integer::intValue)
            .toArray();
    record Day(int voter, long day) {}
    Map<Day, Integer> cast = new HashMap<>();
    Comparisons kept = new Comparisons();
    double[] keptTimes = new double[comparisons.size()];
    for (int c : order) {
      int voter = comparisons.cluster(c);
      long day = (long) Math.floor(at.applyAsDouble(c) / SECONDS_OF_A_DAY);
      if (cast.merge(new Day(voter, day), 1, Integer::sum) <= most) {
        keptTimes[kept.size()] = at.applyAsDouble(c);
        kept.add(
            comparisons.first(c),
            comparisons.second(c),
            comparisons.score(c),
            comparisons.weight(c),
            voter);
      }
    }
    return new Votes(
        models, voters, kept, unparsed, firstUnparsed, true, index -> keptTimes[index]);
  }

  /** The same without these voters' votes. */
  Votes without(List<String> names) {
    java.util.Set<Integer> left = new java.util.HashSet<>();
    names.forEach(name -> left.add(voters.find(name)));
    Comparisons kept = new Comparisons();
    for (int c = 0; c < comparisons.size(); c++) {
      if (!left.contains(comparisons.cluster(c))) {
        kept.add(
            comparisons.first(c),
            comparisons.second(c),
            comparisons.score(c),
            comparisons.weight(c),
            comparisons.cluster(c));
      }
    }
    return new Votes(models, voters, kept, unparsed, firstUnparsed, hasVoters, null);
  }
}
