package dev.signalbox.verdict.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhatIfTest {
  /** 20 shares of success, 2,000 points, for a dollar. */
  private static final double WEIGHT = 20;

  private static final List<Candidate> CANDIDATES =
      List.of(
          candidate("small", 0.85, 182_000, null, true),
          candidate("large", 0.90, 3_040_000, null, false),
          candidate("shut", 0.99, 1, "is not enabled", false));

  @Test
  void shouldDecideAsItWasDecidedWhenNothingChanges() {
    WhatIf same = WhatIf.of(CANDIDATES, WEIGHT, null, null, null, null);

    assertThat(same.asked()).isFalse();
    assertThat(same.rows()).extracting(WhatIf.Line::model).containsExactly("small", "large");
    assertThat(same.sentence()).isEqualTo("small is chosen all the same.");
    assertThat(WhatIf.of(CANDIDATES, WEIGHT, same.wish().pointsText(), "", "", "0").asked())
        .isFalse();
  }

  @Test
  void shouldTakeTheBetterOneWhenADollarCountsLess() {
    WhatIf careless = WhatIf.of(CANDIDATES, WEIGHT, "100", null, null, null);

    assertThat(careless.asked()).isTrue();
    assertThat(careless.rows().get(0).model()).isEqualTo("large");
    assertThat(careless.sentence())
        .isEqualTo("large would have been chosen: +5.0 points of success for +$0.00286.");
  }

  @Test
  void shouldTakeTheOtherOneWhenItsPriceFalls() {
    assertThat(WhatIf.of(CANDIDATES, WEIGHT, null, null, "large", "-50").rows().get(0).model())
        .isEqualTo("large");
  }

  @Test
  void shouldLeaveOutWhatIsTakenAwayAndNeverTakeWhatCouldNotServe() {
    WhatIf without = WhatIf.of(CANDIDATES, WEIGHT, null, "small", null, null);
    assertThat(without.rows()).extracting(WhatIf.Line::model).containsExactly("large");
    assertThat(without.sentence()).isEqualTo("large would have been chosen.");
    WhatIf none = WhatIf.of(CANDIDATES.subList(0, 1), WEIGHT, null, "small", null, null);
    assertThat(none.sentence()).contains("Nothing would be left");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1e12", "NaN"})
  void shouldRefuseWhatIsNoWeight(String points) {
    assertThatThrownBy(() -> WhatIf.of(CANDIDATES, WEIGHT, points, null, null, null))
        .isInstanceOf(ProblemException.class);
  }

  private static Candidate candidate(
      String model, double success, long nanoUsd, @Nullable String excluded, boolean chosen) {
    return new Candidate(
        model,
        success,
        null,
        null,
        Money.ofNanoUsd(nanoUsd),
        null,
        null,
        "stated ability",
        null,
        excluded,
        chosen);
  }
}
