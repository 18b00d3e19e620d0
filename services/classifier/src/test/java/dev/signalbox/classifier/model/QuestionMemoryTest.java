package dev.signalbox.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.classifier.features.FeatureExtractor;
import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.features.Spelling;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionMemoryTest {
  private static final FeatureExtractor EXTRACTOR = new FeatureExtractor(12, Spelling.NONE);
  private static final String DUCKS =
      "Janet's ducks lay sixteen eggs per day and she bakes muffins for her friends with four of"
          + " them before she sells the rest at the market for two dollars each";
  private static final String TRAIN =
      "A train leaves the harbour at noon and meets the goods train of the morning halfway between"
          + " the two signal boxes on the single line";

  private static int[] sketch(String text) {
    return EXTRACTOR.extract(Prompt.of(text, false)).shingles();
  }

  private static QuestionMemory memory() {
    return new QuestionMemory(
        List.of("weak", "strong"),
        new int[][] {sketch(DUCKS), sketch(TRAIN)},
        new float[] {-1.5f, 2},
        new byte[] {QuestionMemory.GOOD, 0, 25, QuestionMemory.UNKNOWN});
  }

  @Test
  void shouldKnowANearCopyAgain() {
    float[] same = memory().recall(sketch(DUCKS));
    float[] near = memory().recall(sketch(DUCKS.replace("muffins", "scones") + ", think first"));

    assertThat(same).containsExactly(1, -1.5f, 0.5f, -0.5f);
    assertThat(near[0]).isBetween(0.3f, 0.99f);
    assertThat(near[1]).isEqualTo(-1.5f);
    assertThat(near[2]).isCloseTo(0.5f, within(1e-6f));
  }

  @Test
  void shouldSayNothingOfAModelThatNobodyGraded() {
    assertThat(memory().recall(sketch(TRAIN))).containsExactly(1, 2, -0.25f, 0);
  }

  @Test
  void shouldRecallNothingOfOtherQuestionsShortOnesAndItself() {
    assertThat(memory().recall(sketch("What is the capital of the country with most lakes?")))
        .containsOnly(0);
    assertThat(memory().recall(sketch("Why?"))).containsOnly(0);
    assertThat(memory().recall(sketch(DUCKS), 0)).containsOnly(0);
  }

  @Test
  void shouldNotTakeAFormOfWordsForTheSameQuestion() {
    String form =
        "You are given a function and an assertion. Complete the assertion with a literal that holds"
            + " when the function is run on the given input, even where the function is wrong. ";
    List<int[]> sketches = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sketches.add(sketch(form + "item" + (char) ('a' + i) + " one two" + (char) ('a' + i)));
    }
    QuestionMemory memory =
        new QuestionMemory(List.of(), sketches.toArray(int[][]::new), new float[20], new byte[0]);

    assertThat(memory.recall(sketch(form + "quite another end of it"))).containsOnly(0);
  }

  @Test
  void shouldRefusePartsThatDoNotFit() {
    assertThatThrownBy(
            () -> new QuestionMemory(List.of("one"), new int[1][3], new float[1], new byte[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new QuestionMemory(List.of(), new int[1][33], new float[1], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldAddNothingToARowWhereNothingIsRemembered() {
    assertThat(QuestionMemory.EMPTY.recall(sketch(DUCKS))).isEmpty();
  }
}
