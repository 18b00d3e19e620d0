package dev.signalbox.verdict.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.stats.Proportions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CountTest {
  @Test
  void shouldSplitThreeToOneAndCallItTooClose() {
    PanelResult result = Count.of(solo("ship", "ship", "ship", "skip"), null, 3, null);

    assertThat(result.split()).isEqualTo("3–1");
    assertThat(result.share()).isEqualTo(0.75);
    assertThat(result.call()).isEqualTo(PanelCall.TOO_CLOSE);
    Interval wilson = Proportions.wilson(3, 4);
    assertThat(result.lower()).isCloseTo(wilson.lower(), within(1e-12));
    assertThat(result.upper()).isCloseTo(wilson.upper(), within(1e-12));
  }

  @Test
  void shouldNeverTakeAnUnreadableAnswerForATie() {
    PanelResult without = Count.of(solo("ship", "ship", "skip"), null, 3, null);
    PanelResult with =
        Count.of(solo("ship", "ship", "skip", "unparsed", "unparsed"), null, 3, null);

    assertThat(with.share()).isEqualTo(without.share());
    assertThat(with.lower()).isEqualTo(without.lower());
    assertThat(with.unparsed()).isEqualTo(2);
    assertThat(with.decided()).isEqualTo(3);
  }

  @Test
  void shouldAskForAQuorumOfThoseWhoDecide() {
    assertThat(Count.of(solo("ship", "ship", "abstain", "unparsed"), null, 3, null).call())
        .isEqualTo(PanelCall.NO_QUORUM);
    assertThat(Count.of(List.of(), null, 3, null).call()).isEqualTo(PanelCall.NO_QUORUM);
    assertThat(Count.of(solo("ship", "ship", "ship", "ship"), null, 3, null).call())
        .isEqualTo(PanelCall.SHIP);
    assertThat(Count.of(solo("skip", "skip", "skip", "skip"), null, 3, null).call())
        .isEqualTo(PanelCall.SKIP);
  }

  @Test
  void shouldWidenTheIntervalOfJudgesWhoThinkAlike() {
    List<Review> all = solo("ship", "ship", "ship", "ship");

    PanelResult alike = Count.of(all, null, 3, 1.2);

    assertThat(alike.call()).isEqualTo(PanelCall.TOO_CLOSE);
    assertThat(alike.lower()).isLessThan(Count.of(all, null, 3, null).lower());
  }

  @Test
  void shouldShowPositionBiasAndCountTheJudgeOnce() {
    // One judge names whatever stands first; another means b, in both orders.
    List<Review> reviews =
        List.of(
            pair("leaning", "a", ReviewVerdict.FIRST),
            pair("leaning", "b", ReviewVerdict.SECOND),
            pair("steady", "a", ReviewVerdict.SECOND),
            pair("steady", "b", ReviewVerdict.SECOND));

    PanelResult result = Count.of(reviews, "a", 2, null);

    assertThat(result.decided()).isEqualTo(2);
    assertThat(result.bothOrders()).isEqualTo(2);
    assertThat(result.orderFlips()).isEqualTo(1);
    assertThat(result.share()).isEqualTo(0.25);
    assertThat(result.firstShownShare()).isEqualTo(0.75);
    assertThat(result.split()).isEqualTo("0.5–1.5");
  }

  @Test
  void shouldAddUpTheCostAndTheAgreement() {
    PanelResult result = Count.of(solo("ship", "ship", "skip"), null, 3, null);

    assertThat(result.cost()).isEqualTo(Money.ofNanoUsd(3_000));
    assertThat(result.alpha()).isCloseTo(1, within(1e-12));
  }

  private static List<Review> solo(String... verdicts) {
    List<Review> reviews = new ArrayList<>();
    for (int i = 0; i < verdicts.length; i++) {
      reviews.add(review("judge-" + i, null, ReviewVerdict.of(verdicts[i])));
    }
    return reviews;
  }

  private static Review pair(String judge, String firstShown, ReviewVerdict verdict) {
    return review(judge, firstShown, verdict);
  }

  private static Review review(String judge, @Nullable String firstShown, ReviewVerdict verdict) {
    boolean parsed = verdict != ReviewVerdict.UNPARSED;
    return new Review(
        "r",
        judge,
        false,
        "builder",
        1,
        firstShown,
        verdict,
        parsed ? new TreeMap<>(Map.of("cost", 4, "usefulness", 2)) : new TreeMap<>(),
        "case",
        "",
        null,
        "m",
        null,
        Money.ofNanoUsd(1_000),
        false,
        Instant.EPOCH);
  }
}
