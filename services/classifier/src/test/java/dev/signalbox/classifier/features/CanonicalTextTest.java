package dev.signalbox.classifier.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CanonicalTextTest {
  private static String canonical(String text) {
    return CanonicalText.of(Prompt.of(text, false), Spelling.NONE);
  }

  @Test
  void shouldNotCareForCaseWhiteSpaceAndCourtesies() {
    assertThat(canonical("Hello! Could you please  tell me\n\tthe AREA of a circle? Thanks!"))
        .isEqualTo(canonical("tell me the area of a circle?"));
  }

  @Test
  void shouldTakeSynonymsOfPolitenessForTheSame() {
    String plain = canonical("tell me the area of a circle?");

    for (String polite :
        List.of(
            "I was wondering if you could tell me the area of a circle? Much appreciated.",
            "Good morning! Would you be so kind as to tell me the area of a circle? Kind regards",
            "I\u2019d be grateful if you could tell me the area of a circle? Thanks in advance!",
            "Excuse me, kindly tell me the area of a circle? Thank you so much for your help.")) {
      assertThat(canonical(polite)).isEqualTo(plain);
    }
  }

  @Test
  void shouldKeepWordsOfCourtesyThatAreMeant() {
    assertThat(canonical("How could you tell a hi-hat from a cymbal?"))
        .isEqualTo("how could you tell a hi-hat from a cymbal?");
  }

  @Test
  void shouldKeepATextThatIsNothingButCourtesy() {
    assertThat(canonical("Hi")).isEqualTo("hi");
    assertThat(canonical("Thank you")).isEqualTo("thank you");
  }

  @Test
  void shouldKeepStartAndEndOfLongInput() {
    String text = "start " + "x ".repeat(20_000) + "end";

    assertThat(CanonicalText.cut(text))
        .startsWith("start")
        .endsWith("end")
        .hasSize(CanonicalText.HEAD_CHARS + 1 + CanonicalText.TAIL_CHARS);
  }

  @Test
  void shouldCountTheConversationWhenTheLastTurnLeansOnIt() {
    List<Turn> turns =
        List.of(
            new Turn("system", "you are a careful engineer"),
            new Turn("user", "our queue loses messages under load"),
            new Turn("assistant", "shall I write a lock-free queue with a proof?"),
            new Turn("user", "yes, do it"));

    String text =
        CanonicalText.of(
            new Prompt(turns, List.of(), ResponseShape.TEXT, List.of()), Spelling.NONE);

    assertThat(text).contains("loses messages", "lock-free queue", "yes, do it");
    assertThat(text).doesNotContain("careful engineer");
  }
}
