package dev.signalbox.verdict.integrity;

/** Why a voter's votes are put in quarantine. The sentences are published. */
public enum Rule {
  CONTRARY(
      "contrary",
      "Votes against what the other voters find, again and again, more than chance or taste would"
          + " explain.",
      "0.25% of honest voters together with random; 0.07% for always choosing the weaker, 0.03% for FastChat's sequential test on pairs, which passes ties over"),
  RANDOM(
      "random",
      "Votes as a coin or a die would, always or in half of the votes: what the two sides are makes no"
          + " difference to the choice.",
      "0.25% of honest voters together with contrary, by simulated honest voters"),
  SIDE_BIAS(
      "side_bias",
      "Chooses the same side whatever is shown on it.",
      "0.05% of honest voters, both sides together"),
  ONE_FOR_ALL(
      "always_for_one",
      "Votes for, or against, one subject whatever it is compared with.",
      "0.1% of honest voters, all subjects together"),
  SAME_ANSWER(
      "always_tie",
      "Answers tie whatever is shown.",
      "0.03% of honest voters, and nine ties in ten"),
  BURST(
      "burst",
      "Ten votes in a row at most five seconds apart, where voters usually take at least five times"
          + " as long.",
      "fixed: ten votes, five seconds, five times");

  private final String code;
  private final String sentence;
  private final String threshold;

  Rule(String code, String sentence, String threshold) {
    this.code = code;
    this.sentence = sentence;
    this.threshold = threshold;
  }

  /** As in events, files and the database. */
  public String code() {
    return code;
  }

  public String sentence() {
    return sentence;
  }

  /** How sure one has to be: the share of honest voters that may be touched. */
  public String threshold() {
    return threshold;
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
