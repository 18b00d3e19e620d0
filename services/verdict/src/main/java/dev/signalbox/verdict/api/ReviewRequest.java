package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.panel.Lens;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.Review;
import dev.signalbox.verdict.panel.ReviewVerdict;
import dev.signalbox.verdict.problem.VerdictProblem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person's review.
 *
 * @param reviewer the person's name, which is shown
 * @param lens one of the panel's
 * @param verdict ship, skip or abstain; of a pair first, second, tie or abstain
 * @param scores 1 to 5 by criterion's key; those that are absent were not scored
 * @param body the case in the reviewer's words, {@code case} in JSON
 * @param changeMind may be absent
 */
public record ReviewRequest(
    @Nullable String reviewer,
    @Nullable String lens,
    @Nullable String verdict,
    @Nullable Map<String, @Nullable Integer> scores,
    @com.fasterxml.jackson.annotation.JsonProperty("case") @Nullable String body,
    @Nullable String changeMind) {
  private static final List<ReviewVerdict> ONE =
      List.of(ReviewVerdict.SHIP, ReviewVerdict.SKIP, ReviewVerdict.ABSTAIN);
  private static final List<ReviewVerdict> PAIR =
      List.of(ReviewVerdict.FIRST, ReviewVerdict.SECOND, ReviewVerdict.TIE, ReviewVerdict.ABSTAIN);

  /** Checks it against the panel; each refusal names the field. */
  Review checked(Panel panel, Map<String, Lens> known, Instant now) {
    Lens look = known.get(lens == null ? "" : lens.strip());
    if (look == null || panel.seats().stream().noneMatch(s -> s.lens().equals(look.name()))) {
      throw VerdictProblem.invalid("lens", "is one of the panel's lenses");
    }
    String name = Fields.text("reviewer", reviewer, 1, 80);
    // Otherwise a person's review would take the judge's seat.
    if (panel.seats().stream().anyMatch(seat -> name.equals(seat.judge()))) {
      throw VerdictProblem.invalid("reviewer", "is a model on this panel; a person has a name");
    }
    return new Review(
        "review_" + UUID.randomUUID().toString().replace("-", ""),
        name,
        true,
        look.name(),
        look.version(),
        null,
        checkedVerdict(panel.isPair() ? PAIR : ONE),
        checkedScores(look),
        Fields.text("case", body, 1, 4_000),
        Fields.text("changeMind", changeMind, 0, 1_000),
        null,
        null,
        null,
        null,
        false,
        now);
  }

  /**
   * The panel's review on this seat, if it says the same.
   *
   * @return null when the seat is free
   */
  static @Nullable Review sent(Panel panel, Review review) {
    for (Review given : panel.reviews()) {
      if (given.reviewer().equals(review.reviewer()) && given.lens().equals(review.lens())) {
        if (given.verdict() == review.verdict()
            && given.scores().equals(review.scores())
            && given.body().equals(review.body())
            && given.changeMind().equals(review.changeMind())) {
          return given;
        }
        throw new ProblemException(
            VerdictProblem.EXISTS,
            "this reviewer has reviewed with this lens; a review is never edited",
            "reviewer",
            null);
      }
    }
    return null;
  }

  private ReviewVerdict checkedVerdict(List<ReviewVerdict> allowed) {
    return allowed.stream()
        .filter(one -> one.text().equals(verdict))
        .findFirst()
        .orElseThrow(
            () ->
                VerdictProblem.invalid(
                    "verdict", "is one of " + allowed.stream().map(ReviewVerdict::text).toList()));
  }

  private SortedMap<String, Integer> checkedScores(Lens look) {
    SortedMap<String, Integer> checked = new TreeMap<>();
    if (scores == null) {
      return checked;
    }
    scores.forEach(
        (key, score) -> {
          if (score == null || score < 1 || score > 5 || !look.keys().contains(key)) {
            throw VerdictProblem.invalid("scores", "are 1 to 5 for keys among " + look.keys());
          }
          checked.put(key, score);
        });
    return checked;
  }
}
