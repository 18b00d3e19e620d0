package dev.signalbox.ingress.parity;

import java.util.Locale;
import java.util.Optional;

/** How well one answer does what was asked. */
enum Grade {
  GOOD(1),
  FLAWED(0.5),
  BAD(0);

  private final double score;

  Grade(double score) {
    this.score = score;
  }

  double score() {
    return score;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Grade> of(String word) {
    for (Grade grade : values()) {
      if (grade.word().equals(word)) {
        return Optional.of(grade);
      }
    }
    return Optional.empty();
  }
}
