package dev.signalbox.verdict.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.verdict.stats.Interval;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParityReportTest {
  private static final ParityRules RULES = new ParityRules(0.05, 1);
  private static final Map<String, Map<Integer, Long>> OFFSETS =
      Map.of("signalbox.outcomes", Map.of(0, 7L, 1, 12L));

  @Test
  void shouldSayYesWhereTheEvidenceIsThere() {
    ParityFold fold = new ParityFold();
    for (int i = 0; i < 2_000; i++) {
      // Either side wins one in forty: no loss at all.
      int served = i % 40 == 0 ? 2 : 4;
      int reference = i % 40 == 20 ? 2 : 4;
      fold.add(pair("p" + i, served, reference, 20_000 + i % 7, 100_000 + i % 11));
    }

    ParityReport.Experiment experiment = only(fold);

    assertThat(experiment.all().nonInferior()).isEqualTo(NonInferior.YES);
    assertThat(experiment.all().lossPoints()).isEqualByComparingTo("0");
    assertThat(experiment.all().lossUpper()).isLessThan(BigDecimal.ONE);
    assertThat(experiment.savings().percent())
        .isBetween(BigDecimal.valueOf(79), BigDecimal.valueOf(81));
    assertThat(experiment.savings().lower())
        .isLessThan(experiment.savings().percent())
        .isGreaterThan(BigDecimal.valueOf(79));
    assertThat(experiment.byTask())
        .singleElement()
        .satisfies(row -> assertThat(row.of()).isEqualTo("chat"));
  }

  @Test
  void shouldSayNoWhereTheReferenceIsBetter() {
    ParityFold fold = new ParityFold();
    for (int i = 0; i < 300; i++) {
      fold.add(pair("p" + i, i % 4 == 0 ? 0 : 4, 4, 1, 1));
    }

    ParityReport.Row all = only(fold).all();

    assertThat(all.nonInferior()).isEqualTo(NonInferior.NO);
    assertThat(all.lossPoints()).isEqualByComparingTo("25");
    assertThat(all.lossLower()).isGreaterThan(BigDecimal.valueOf(10));
  }

  @Test
  void shouldNotKnowYetAndShowWhatHasNoGrade() {
    ParityFold fold = new ParityFold();
    fold.add(pair("p1", 4, 4, 1, 1));
    fold.add(ungraded("p2", "unparsed"));
    fold.add(ungraded("p3", "unparsed"));
    fold.add(ungraded("p4", "reference_failed"));

    ParityReport.Row all = only(fold).all();

    assertThat(all.nonInferior()).isEqualTo(NonInferior.NOT_YET);
    assertThat(all.pairs()).as("what is unparsed is no tie").isEqualTo(1);
    assertThat(all.ungraded()).isEqualTo(Map.of("unparsed", 2L, "reference_failed", 1L));
    assertThat(only(fold).savings().lower()).isNull();
  }

  @Test
  void shouldMakeTheSameBytesWhateverTheOrderAndHoweverOftenEventsCome() {
    List<OutcomeRow> rows = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 500; i++) {
      rows.add(
          random.nextInt(20) == 0
              ? ungraded("r" + i, "unparsed")
              : pair(
                  "r" + i,
                  random.nextInt(5),
                  random.nextInt(5),
                  random.nextLong(1_000_000),
                  900_000));
    }
    byte[] once = fold(rows).report(RULES, OFFSETS).toBytes();
    List<OutcomeRow> shuffled = new ArrayList<>(rows);
    shuffled.addAll(rows.subList(100, 300));
    Collections.shuffle(shuffled, new Random(3));

    assertThat(fold(shuffled).report(RULES, OFFSETS).toBytes()).isEqualTo(once);
    assertThat(new String(once, StandardCharsets.UTF_8))
        .contains("\"configHash\" : \"" + RULES.hash() + "\"")
        .contains("\"0\" : 7");
    assertThat(new ParityRules(0.05, 2).hash()).isNotEqualTo(RULES.hash());
  }

  @Test
  void shouldNeverAddUpSimulatedAndRealOrTwoSeeds() {
    ParityFold fold = new ParityFold();
    fold.add(pair("a", 4, 4, 1, 1));
    fold.add(with(pair("b", 4, 4, 1, 1), "another", false));
    fold.add(with(pair("c", 4, 4, 1, 1), "s", true));

    assertThat(fold.report(RULES, OFFSETS).experiments()).hasSize(3);
  }

  @Test
  void shouldDecideAsTheBoundsSay() {
    SplittableRandom random = new SplittableRandom(5);
    ParityTally tally = new ParityTally();
    for (int i = 0; i < 3_000; i++) {
      int served = random.nextInt(50) == 0 ? 3 : 4;
      tally.add(ParityCell.of(pair("x", served, 4, 1, 1)));
      if (i % 100 == 0) {
        Interval loss = tally.loss(0.05);
        assertThat(tally.nonInferior(0.01, 0.05) == NonInferior.YES).isEqualTo(loss.upper() < 0.01);
        assertThat(tally.nonInferior(0.01, 0.05) == NonInferior.NO).isEqualTo(loss.lower() > 0.01);
      }
    }
    assertThat(tally.nonInferior(0.01, 0.05)).isEqualTo(NonInferior.YES);
  }

  private static ParityReport.Experiment only(ParityFold fold) {
    List<ParityReport.Experiment> experiments = fold.report(RULES, OFFSETS).experiments();
    assertThat(experiments).hasSize(1);
    return experiments.get(0);
  }

  private static ParityFold fold(List<OutcomeRow> rows) {
    ParityFold fold = new ParityFold();
    rows.forEach(fold::add);
    return fold;
  }

  private static OutcomeRow pair(String id, int served, int reference, long paid, long dear) {
    return row(id, "agree", served, reference, paid, dear, "s", false);
  }

  private static OutcomeRow ungraded(String id, String why) {
    return row(id, why, null, null, 1, 0, "s", false);
  }

  private static OutcomeRow with(OutcomeRow row, String seed, boolean simulated) {
    return row(
        row.eventId(),
        row.ended(),
        row.servedQuarters(),
        row.referenceQuarters(),
        1,
        1,
        seed,
        simulated);
  }

  private static OutcomeRow row(
      String id,
      String ended,
      @Nullable Integer served,
      @Nullable Integer reference,
      long paid,
      long dear,
      String seed,
      boolean simulated) {
    return new OutcomeRow(
        id,
        Instant.EPOCH,
        "dec-" + id,
        "demo",
        "auto",
        "cheap",
        "dear",
        "chat",
        "easy",
        "shadow",
        ended,
        null,
        served,
        reference,
        "judge",
        "parity-1",
        0.1,
        seed,
        paid,
        dear,
        5L,
        simulated);
  }
}
