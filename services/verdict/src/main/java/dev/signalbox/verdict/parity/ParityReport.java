package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What routing saves and what it costs in quality. The same counts and rules give the same bytes.
 *
 * @param method how the numbers are made
 * @param configHash of method and rules
 * @param offsets up to which each topic was counted: with them the report can be made again
 * @param experiments by route; never added up with each other
 */
public record ParityReport(
    String method,
    double alpha,
    double marginPoints,
    String configHash,
    Map<String, Map<Integer, Long>> offsets,
    List<Experiment> experiments) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .setSerializationInclusion(JsonInclude.Include.NON_NULL);

  /**
   * Comparisons of one route by one rubric and one seed.
   *
   * @param simulated a simulator answered or judged: the numbers say nothing about real models
   * @param judges models that judged
   * @param byTask rows of the same comparisons; each row's statements hold by themselves, not all
   *     together
   * @param feedback what clients said of the route's answers
   */
  public record Experiment(
      String route,
      boolean simulated,
      String seed,
      String rubric,
      String reference,
      List<String> judges,
      Savings savings,
      Row all,
      List<Row> byTask,
      List<Row> byComplexity,
      List<Row> byModel,
      @Nullable Feedback feedback) {}

  /**
   * Savings, measured and reckoned.
   *
   * @param pairs comparisons whose reference answered and has a price
   * @param percent saved on them, against what the reference cost in fact
   * @param lower bound of its interval; absent while there are too few pairs
   * @param proofNanoUsd what all comparisons cost the house
   * @param ledger every request of the route, against the reference at the answer's own length
   */
  public record Savings(
      long pairs,
      @Nullable BigDecimal percent,
      @Nullable BigDecimal lower,
      @Nullable BigDecimal upper,
      BigInteger proofNanoUsd,
      @Nullable LedgerTotal ledger) {}

  /** Money in nano-dollars. */
  public record LedgerTotal(
      long requests,
      long billedNanoUsd,
      long referenceNanoUsd,
      long savedNanoUsd,
      @Nullable BigDecimal percent) {}

  /**
   * Quality, in points of 100.
   *
   * @param ungraded drawn requests without a grade, by the reason
   * @param ordersDiffer pairs in which the judge's preference hung on the order
   * @param lossPoints the reference's mean score less the served one's
   * @param lossLower it is at least this
   * @param lossUpper it is at most this
   * @param nonInferior whether the loss is below the margin
   */
  public record Row(
      String of,
      long pairs,
      Map<String, Long> ungraded,
      long ordersDiffer,
      @Nullable BigDecimal servedPoints,
      @Nullable BigDecimal referencePoints,
      @Nullable BigDecimal lossPoints,
      @Nullable BigDecimal lossLower,
      @Nullable BigDecimal lossUpper,
      NonInferior nonInferior) {}

  /** Clients' grades. */
  public record Feedback(long grades, BigDecimal points) {}

  /** The published bytes. */
  public byte[] toBytes() {
    try {
      return (JSON.writeValueAsString(this).replace("\r\n", "\n") + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report can always be written", e);
    }
  }
}
