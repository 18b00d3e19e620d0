package dev.signalbox.classifier.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LowerChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SpellingTest {
  private final Spelling spelling =
      new Spelling(List.of("the", "integral", "contour", "over", "probability", "circle"));

  @Test
  void shouldMendOneSlipInAWord() {
    assertThat(spelling.mend("teh intergal ovr the countour, probabilty of a cirrcle!"))
        .isEqualTo("the integral over the contour, probability of a circle!");
    assertThat(spelling.mend("the intgeral")).isEqualTo("the integral");
  }

  @Test
  void shouldLeaveKnownWordsNumbersAndShortWordsAlone() {
    assertThat(spelling.mend("the ov x1 c3po 12 \\frac{a}{b} überr"))
        .isEqualTo("the ov x1 c3po 12 \\frac{a}{b} überr");
    assertThat(Spelling.NONE.mend("teh")).isEqualTo("teh");
  }

  @Test
  void shouldPreferTheMoreFrequentWord() {
    assertThat(new Spelling(List.of("cast", "cost")).mend("cxst")).isEqualTo("cast");
    assertThat(new Spelling(List.of("cost", "cast")).mend("cxst")).isEqualTo("cost");
  }

  @Test
  void shouldPreferTheSlipThatHandsMake() {
    // "and" is the more frequent, but its first letter would be wrong
    assertThat(new Spelling(List.of("and", "find")).mend("fnd")).isEqualTo("find");
    assertThat(new Spelling(List.of("its", "list")).mend("lits")).isEqualTo("list");
    assertThat(new Spelling(List.of("cost", "count")).mend("cuont")).isEqualTo("count");
  }

  @Property(seed = "1")
  void shouldMendEverySlipOfALoneWord(
      @ForAll @LowerChars @StringLength(min = 4, max = 16) String word,
      @ForAll @IntRange(max = 15) int place,
      @ForAll @IntRange(max = 2) int kind) {
    Spelling one = new Spelling(List.of(word));
    int at = place % (word.length() - 1);
    StringBuilder typo = new StringBuilder(word);
    switch (kind) {
      case 0 -> typo.deleteCharAt(at);
      case 1 -> typo.insert(at, word.charAt(at));
      default -> typo.replace(at, at + 2, "" + word.charAt(at + 1) + word.charAt(at));
    }

    assertThat(one.mend(typo.toString())).isEqualTo(word);
  }

  @Property(seed = "1")
  void shouldChangeNothingTwice(@ForAll @AlphaChars @StringLength(max = 40) String text) {
    String once = spelling.mend(text);

    assertThat(spelling.mend(once)).isEqualTo(once);
  }
}
