package dev.signalbox.verdict.digest;

import dev.signalbox.verdict.arena.Leaderboard;
import dev.signalbox.verdict.panel.Panel;
import dev.signalbox.verdict.panel.PanelCall;
import dev.signalbox.verdict.panel.PanelResult;
import dev.signalbox.verdict.savings.SavingsReport;
import dev.signalbox.verdict.savings.SavingsTotal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What changed between two moments. Pure. */
final class DigestChanges {
  /** More would be no digest. */
  static final int MOST = 20;

  private DigestChanges() {}

  /**
   * New verdicts and those whose call differs. Without a quorum nothing was said; samples are left
   * out.
   *
   * @param before the newest settled panel of each subject or pair at the start
   * @param after the same at the end
   * @param titles from slugs
   */
  static List<DigestContent.Verdict> verdicts(
      List<Panel> before, List<Panel> after, UnaryOperator<String> titles) {
    Map<String, Panel> earlier = new HashMap<>();
    before.stream().filter(DigestChanges::says).forEach(panel -> earlier.put(panel.name(), panel));
    List<DigestContent.Verdict> changes = new ArrayList<>();
    for (Panel panel : after) {
      PanelResult result = panel.result();
      if (result == null || !says(panel)) {
        continue;
      }
      Panel last = earlier.get(panel.name());
      String said = call(panel, titles);
      String saidBefore = last == null ? null : call(last, titles);
      if (!said.equals(saidBefore)) {
        changes.add(verdict(panel, result, saidBefore, said, titles));
      }
    }
    return changes.size() > MOST ? changes.subList(0, MOST) : changes;
  }

  private static DigestContent.Verdict verdict(
      Panel panel,
      PanelResult result,
      @Nullable String before,
      String after,
      UnaryOperator<String> titles) {
    String other = panel.other();
    return new DigestContent.Verdict(
        other == null
            ? titles.apply(panel.subject())
            : titles.apply(panel.subject()) + " vs " + titles.apply(other),
        (other == null ? "/subjects/" : "/compare/") + panel.name(),
        before,
        after,
        result.share(),
        result.decided(),
        result.split(),
        result.simulated());
  }

  private static boolean says(Panel panel) {
    PanelResult result = panel.result();
    return result != null && !panel.sample() && result.call() != PanelCall.NO_QUORUM;
  }

  private static String call(Panel panel, UnaryOperator<String> titles) {
    PanelResult result = panel.result();
    String other = panel.other();
    return result == null
        ? ""
        : switch (result.call()) {
          case FIRST -> titles.apply(panel.subject());
          case SECOND -> other == null ? "" : titles.apply(other);
          default -> result.call().title();
        };
  }

  /** Pairs on one scale that are told apart now and were not, or were the other way round. */
  static List<DigestContent.Move> moves(
      Leaderboard before, Leaderboard after, UnaryOperator<String> titles) {
    List<DigestContent.Move> moves = new ArrayList<>();
    for (Leaderboard.Group group : after.groups()) {
      for (Leaderboard.Place above : group.places()) {
        for (Leaderboard.Place below : group.places()) {
          if (moves.size() < MOST
              && isAbove(above, below)
              && !wasAbove(before, above.subject(), below.subject())) {
            moves.add(
                new DigestContent.Move(
                    titles.apply(above.subject()),
                    titles.apply(below.subject()),
                    "/compare/" + above.subject() + "-vs-" + below.subject(),
                    wasAbove(before, below.subject(), above.subject())));
          }
        }
      }
    }
    return moves;
  }

  private static boolean wasAbove(Leaderboard board, String above, String below) {
    return board.groups().stream()
        .anyMatch(
            group ->
                group.places().stream()
                    .filter(place -> place.subject().equals(above))
                    .anyMatch(
                        one ->
                            group.places().stream()
                                .filter(place -> place.subject().equals(below))
                                .anyMatch(two -> isAbove(one, two))));
  }

  private static boolean isAbove(Leaderboard.Place above, Leaderboard.Place below) {
    Double lower = above.lower();
    Double upper = below.upper();
    return lower != null && upper != null && lower > upper;
  }

  static List<DigestContent.Sum> sums(SavingsReport report) {
    List<DigestContent.Sum> sums = new ArrayList<>();
    add(sums, false, report.real());
    add(sums, true, report.simulated());
    return sums;
  }

  private static void add(List<DigestContent.Sum> sums, boolean simulated, SavingsTotal total) {
    if (!total.isEmpty()) {
      sums.add(
          new DigestContent.Sum(
              simulated,
              total.requests(),
              total.billed().nanoUsd(),
              total.reference().nanoUsd(),
              total.saved().nanoUsd()));
    }
  }
}
