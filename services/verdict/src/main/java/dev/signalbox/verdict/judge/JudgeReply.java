package dev.signalbox.verdict.judge;

import com.fasterxml.jackson.databind.JsonNode;

/** How asking a judge ended. */
public sealed interface JudgeReply {
  /** A reply that is a JSON object with everything that the schema requires. */
  record Parsed(JsonNode value, Receipt receipt) implements JudgeReply {}

  /**
   * The judge answered, but not as asked. Counted and shown as such: it is no tie, no abstention.
   *
   * @param reason what was wrong, without the answer's text
   */
  record Unparsed(String reason, Receipt receipt) implements JudgeReply {}

  /** Nobody answered: asking again later may help. */
  record Unavailable(String reason) implements JudgeReply {}
}
