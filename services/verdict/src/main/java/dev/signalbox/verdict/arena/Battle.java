package dev.signalbox.verdict.arena;

import java.util.regex.Pattern;

/**
 * Two answers to one task.
 *
 * @param complexity easy, medium or hard
 * @param sample invented
 */
public record Battle(
    String id,
    String task,
    String complexity,
    String prompt,
    String firstSubject,
    String secondSubject,
    String firstAnswer,
    String secondAnswer,
    boolean sample) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

  /** Whether it could be a pair's id: 1 to 80 small letters, digits and dashes. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** The same for a voter each time, a coin's throw between voters. */
  public boolean firstIsLeft(String voterHash) {
    return firstIsLeft(id, voterHash);
  }

  static boolean firstIsLeft(String id, String voterHash) {
    long mixed = (id + "/" + voterHash).chars().asLongStream().reduce(7, (h, c) -> h * 31 + c);
    mixed ^= mixed >>> 29;
    mixed *= 0xBF58476D1CE4E5B9L;
    return (mixed >>> 63) == 0;
  }
}
