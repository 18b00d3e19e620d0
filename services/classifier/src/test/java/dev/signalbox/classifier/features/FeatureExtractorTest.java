package dev.signalbox.classifier.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {
  private final FeatureExtractor extractor = new FeatureExtractor(12, Spelling.NONE);

  private PromptFeatures of(String text) {
    return extractor.extract(Prompt.of(text, false));
  }

  private static float named(PromptFeatures features, String name) {
    return features.dense()[CheapFeatures.featureNames().indexOf(name)];
  }

  @Test
  void shouldFindOptionsWhetherOnLinesOrInARow() {
    String lines = "Which is a prime?\nA. 4\nB. 7\nC. 9\nD. 12";

    assertThat(named(of(lines), "options")).isEqualTo(4);
    assertThat(named(of(lines.replace('\n', ' ')), "options")).isEqualTo(4);
    assertThat(named(of(lines), "numeric options")).isEqualTo(1);
    assertThat(named(of("What is a prime?"), "options")).isZero();
  }

  @Test
  void shouldDoubtThatForeignTextIsEnglish() {
    assertThat(of("What is the area of a circle with a radius of two?").english())
        .isGreaterThan(0.9);
    assertThat(
            of("Wie groß ist die Fläche eines Kreises mit dem Radius zwei Zentimeter?").english())
        .isLessThan(0.6);
    assertThat(of("半径が二センチメートルの円の面積を求めなさい。").english()).isLessThan(0.2);
  }

  @Test
  void shouldSeePerceptionQuestions() {
    assertThat(of("What colour is the square?").perception()).isTrue();
    assertThat(of("How many circles are there?").perception()).isTrue();
    assertThat(of("Explain why the trend in this chart reverses after 2019.").perception())
        .isFalse();
  }

  @Test
  void shouldMoveRatiosLittleWhenAShortQuestionIsMistyped() {
    PromptFeatures plain = of("who first measured cooperation between ants");
    PromptFeatures mistyped = of("who first measured cooperattion between ants");

    for (String ratio : List.of("mean word length", "share of long words", "variety of words")) {
      assertThat(Math.abs(named(plain, ratio) - named(mistyped, ratio))).isLessThan(0.07f);
    }
  }

  @Property(tries = 300, seed = "1")
  void shouldGiveFiniteFeaturesForAnyText(@ForAll @StringLength(max = 400) String text) {
    PromptFeatures features = of(text);

    for (float value : features.dense()) {
      assertThat(value).isFinite();
    }
    assertThat(features.english()).isBetween(0.0, 1.0);
    int[] index = features.ngrams().index();
    for (int i = 0; i < index.length; i++) {
      assertThat(index[i]).isGreaterThan(i == 0 ? -1 : index[i - 1]);
      assertThat(HashedNgrams.bucket(index[i])).isBetween(0, (1 << 12) - 1);
    }
  }
}
