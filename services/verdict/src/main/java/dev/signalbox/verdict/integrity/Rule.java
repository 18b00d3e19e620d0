package dev.signalbox.verdict.integrity;

/** Why a voter's votes are put in quarantine. The sentences are published. */
public enum Rule {
  CONTRARY(
      "contrary",
      "Votes against what the other voters find, again and again, more than chance or taste would"
          + " explain."),
  RANDOM(
      "random", "Votes as a coin would: what the two sides are makes no difference to the choice."),
  SIDE_BIAS("side_bias", "Chooses the same side whatever is shown on it."),
  ONE_FOR_ALL("always_for_one", "Votes for, or against, one subject whatever it is compared with."),
  SAME_ANSWER("always_tie", "Answers tie whatever is shown."),
  BURST(
      "burst",
      "Ten votes in a row at most five seconds apart, where voters usually take at least five times"
          + " as long.");

  private final String code;
  private final String sentence;

  Rule(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** As in events, files and the database. */
  public String code() {
    return code;
  }

  public String sentence() {
    return sentence;
  }

  public static Rule of(String code) {
    for (Rule rule : values()) {
      if (rule.code.equals(code)) {
        return rule;
      }
    }
    throw new IllegalArgumentException("no rule: " + code);
  }
}
