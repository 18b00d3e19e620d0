package dev.signalbox.verdict.console;

import dev.signalbox.verdict.subject.Fact;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets what two subjects have beside each other: the same fact in one row, the same lens too. */
public final class Beside {
  private Beside() {}

  /** A fact that is known of both. */
  public record Row(String label, String first, String second) {}

  /**
   * The facts of two subjects.
   *
   * @param shared those with the same label, in the first's order
   * @param first what is known of the first alone
   * @param second what is known of the second alone
   */
  public record Facts(List<Row> shared, List<Fact> first, List<Fact> second) {
    /** What is not shared. */
    public List<Fact> rest() {
      List<Fact> rest = new ArrayList<>(first);
      rest.addAll(second);
      return rest;
    }
  }

  /** Two reviews through one lens; null where there is none. */
  public record Case(String lens, @Nullable ReviewCard first, @Nullable ReviewCard second) {}

  static Facts facts(List<Fact> first, List<Fact> second) {
    List<Row> shared = new ArrayList<>();
    List<Fact> only = new ArrayList<>();
    List<Fact> left = new ArrayList<>(second);
    for (Fact fact : first) {
      Fact same =
          left.stream()
              .filter(f -> f.label().equalsIgnoreCase(fact.label()))
              .findFirst()
              .orElse(null);
      if (same == null) {
        only.add(fact);
      } else {
        left.remove(same);
        shared.add(new Row(fact.label(), fact.value(), same.value()));
      }
    }
    return new Facts(shared, only, left);
  }

  /** By lens in the order of the first panel's reviews, then of the second's. */
  static List<Case> cases(@Nullable PanelView first, @Nullable PanelView second) {
    List<ReviewCard> a = first == null ? List.of() : first.cards();
    List<ReviewCard> b = second == null ? List.of() : second.cards();
    Set<String> lenses = new LinkedHashSet<>();
    a.forEach(card -> lenses.add(card.lensTitle()));
    b.forEach(card -> lenses.add(card.lensTitle()));
    List<Case> cases = new ArrayList<>();
    for (String lens : lenses) {
      List<ReviewCard> left = a.stream().filter(card -> card.lensTitle().equals(lens)).toList();
      List<ReviewCard> right = b.stream().filter(card -> card.lensTitle().equals(lens)).toList();
      for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
        cases.add(
            new Case(
                lens,
                i < left.size() ? left.get(i) : null,
                i < right.size() ? right.get(i) : null));
      }
    }
    return cases;
  }
}
