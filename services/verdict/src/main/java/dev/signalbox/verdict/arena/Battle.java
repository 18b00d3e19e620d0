package dev.signalbox.verdict.arena;

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
  /** The same for a voter each time, a coin's throw between voters. */
  public boolean firstIsLeft(String voterHash) {
    long mixed = (id + "/" + voterHash).chars().asLongStream().reduce(7, (h, c) -> h * 31 + c);
    mixed ^= mixed >>> 29;
    mixed *= 0xBF58476D1CE4E5B9L;
    return (mixed >>> 63) == 0;
  }
}
