package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.problem.ProblemException;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final float[] LOGITS = {0f, 3f, 1f, 2.5f};

  private static final long[] NO_PROMPT = {};

  private static int choose(Sampler sampler) {
    float[] logits = LOGITS.clone();
    sampler.penalise(logits);
    return sampler.choose(logits);
  }

  private static long[] counts(Sampling sampling, int draws) {
    Sampler sampler = new Sampler(sampling, NO_PROMPT);
    long[] counts = new long[LOGITS.length];
    IntStream.range(0, draws).forEach(i -> counts[choose(sampler)]++);
    return counts;
  }

  @Test
  void shouldTakeTheMostProbableTokenWhenGreedy() {
    assertThat(choose(new Sampler(Sampling.GREEDY, NO_PROMPT))).isEqualTo(1);
  }

  @Test
  void shouldDrawInProportionToTheProbabilities() {
    long[] counts = counts(new Sampling(1, 1, 0, 0, 1, 0, 0, OptionalLong.of(1)), 20_000);
    double sum = Math.exp(0) + Math.exp(3) + Math.exp(1) + Math.exp(2.5);
    for (int token = 0; token < LOGITS.length; token++) {
      assertThat(counts[token] / 20_000.0)
          .isCloseTo(Math.exp(LOGITS[token]) / sum, org.assertj.core.data.Offset.offset(0.015));
    }
  }

  @Test
  void shouldKeepOnlyTheTopK() {
    assertThat(counts(new Sampling(2, 1, 2, 0, 1, 0, 0, OptionalLong.of(1)), 2000))
        .satisfies(counts -> assertThat(counts[0] + counts[2]).isZero());
  }

  @Test
  void shouldKeepTheSmallestSetWithTheMassOfTopP() {
    assertThat(counts(new Sampling(1, 0.5, 0, 0, 1, 0, 0, OptionalLong.of(1)), 2000)[1])
        .isEqualTo(2000);
  }

  @Test
  void shouldRepeatWithASeed() {
    Sampling sampling = new Sampling(1.5, 0.9, 3, 0, 1, 0, 0, OptionalLong.of(42));
    assertThat(counts(sampling, 500)).isEqualTo(counts(sampling, 500));
  }

  @Test
  void shouldPenaliseWhatTheAnswerHasAlready() {
    Sampler sampler =
        new Sampler(new Sampling(0, 1, 0, 0, 1, 0, 1, OptionalLong.empty()), NO_PROMPT);
    assertThat(choose(sampler)).isEqualTo(1);
    assertThat(choose(sampler)).isEqualTo(3);
  }

  @Test
  void shouldKeepOnlyWhatIsProbableEnoughBesideTheBest() {
    assertThat(counts(new Sampling(1, 1, 0, 0.3, 1, 0, 0, OptionalLong.of(1)), 2000))
        .satisfies(counts -> assertThat(counts[0] + counts[2]).isZero())
        .satisfies(counts -> assertThat(counts[3]).isPositive());
  }

  @Test
  void shouldHoldRepetitionAgainstThePromptsTokensToo() {
    Sampling sampling = new Sampling(0, 1, 0, 0, 2, 0, 0, OptionalLong.empty());
    assertThat(choose(new Sampler(sampling, new long[] {1}))).isEqualTo(3);
  }

  @Test
  void shouldRefuseParametersOutOfRange() {
    assertThatThrownBy(() -> new Sampling(Double.NaN, 1, 0, 0, 1, 0, 0, OptionalLong.empty()))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> new Sampling(0, 0, 0, 0, 1, 0, 0, OptionalLong.empty()))
        .hasMessageContaining("top_p");
  }
}
