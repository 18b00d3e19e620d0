package dev.signalbox.verdict.panel;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One convening of a panel.
 *
 * @param subject what is judged; of a pair the first
 * @param other the pair's second; null for one subject
 * @param pins the versions that were judged
 * @param quorum how many must decide
 * @param sample invented, to show how pages look
 * @param settledAt null while it is open
 * @param result null while it is open
 */
public record Panel(
    String id,
    String subject,
    @Nullable String other,
    Pins pins,
    int quorum,
    List<Seat> seats,
    boolean sample,
    Instant openedAt,
    @Nullable Instant settledAt,
    @Nullable PanelResult result,
    List<Review> reviews) {
  /** Versions of facts and prices; 0 for the other where there is none. */
  public record Pins(int facts, int prices, int otherFacts, int otherPrices) {}

  public boolean isPair() {
    return other != null;
  }

  public boolean isOpen() {
    return settledAt == null;
  }

  /** As in events: the slug, or both as in the comparison's address. */
  public String name() {
    return other == null ? subject : subject + "-vs-" + other;
  }

  /** Whether nobody is missing: neither a judge in any order nor a person of any lens. */
  boolean isComplete() {
    return seats.stream()
        .allMatch(
            seat ->
                seat.judge() == null
                    ? people(seat.lens()) >= seats.stream().filter(seat::equals).count()
                    : orders().stream().allMatch(order -> has(seat, order)));
  }

  private long people(String lens) {
    return reviews.stream().filter(r -> r.human() && r.lens().equals(lens)).count();
  }

  /** In which orders a judge is asked. */
  List<String> orders() {
    String second = other;
    return second == null ? List.of("") : List.of(subject, second);
  }

  boolean has(Seat seat, String firstShown) {
    return reviews.stream()
        .anyMatch(
            review ->
                review.reviewer().equals(seat.judge())
                    && review.lens().equals(seat.lens())
                    && (review.firstShown() == null ? "" : review.firstShown()).equals(firstShown));
  }
}
