package dev.signalbox.verdict.board;

import java.util.Locale;

/** Ways to vote dishonestly that {@link World} plants. */
enum Attack {
  /** Always the one on the left, with one slip in fifty. */
  ALWAYS_A,
  /** Always the one on the right. */
  ALWAYS_B,
  /** The weaker of the two, always. */
  INVERSE,
  /** Judges as an honest voter does and says the opposite. */
  NOISY_INVERSE,
  /** A coin, never a tie. */
  COIN,
  /** One of model_a, model_b and tie, equally often. */
  DIE,
  /** Always a tie. */
  TIES,
  /** For one model whenever it is shown, honest otherwise. */
  FOR_ONE,
  /** Against one model whenever it is shown. */
  AGAINST_ONE,
  /** Honest choices a second apart: a script. */
  BURST,
  /** One pair again and again, for the weaker. */
  STUFFING;

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
