package dev.signalbox.worker.serving;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Chooses the tokens of one answer; remembers which were there for the penalties. */
final class Sampler {
  private final Sampling sampling;
  private final RandomGenerator random;
  private final Map<Integer, Integer> counts = new HashMap<>();
  private final BitSet seen = new BitSet();

  /**
   * @param prompt tokens before the answer, which the repetition penalty counts as seen
   */
  Sampler(Sampling sampling, long[] prompt) {
    this.sampling = sampling;
    for (long token : prompt) {
      seen.set((int) token);
    }
    this.random =
        sampling.seed().isPresent()
            ? new SplittableRandom(sampling.seed().getAsLong())
            : new SplittableRandom();
  }

  /** The next token, drawn from logits that {@link #penalise} has changed. */
  int choose(float[] logits) {
    int token = sampling.temperature() == 0 ? argmax(logits) : draw(logits);
    counts.merge(token, 1, Integer::sum);
    seen.set(token);
    return token;
  }

  /** Applies the penalties; comes before {@link #choose}. */
  void penalise(float[] logits) {
    if (sampling.repetitionPenalty() != 1) {
      seen.stream().forEach(token -> logits[token] = repeated(logits[token]));
    }
    counts.forEach(
        (token, count) ->
            logits[token] -=
                (float) (count * sampling.frequencyPenalty() + sampling.presencePenalty()));
  }

  private float repeated(float logit) {
    double penalty = sampling.repetitionPenalty();
    return (float) (logit > 0 ? logit / penalty : logit * penalty);
  }

  /** The first of the largest values. */
  static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  private int draw(float[] logits) {
    Candidates candidates = Candidates.of(logits, sampling.temperature());
    int kept = candidates.size();
    if (sampling.topK() > 0) {
      kept = Math.min(kept, sampling.topK());
    }
    if (kept < candidates.size() || sampling.topP() < 1 || sampling.minP() > 0) {
      candidates.sort();
    }
    kept = candidates.atLeast(sampling.minP(), kept);
    double mass = candidates.mass(kept);
    if (sampling.topP() < 1) {
      kept = candidates.smallestWithMass(kept, sampling.topP() * mass);
      mass = candidates.mass(kept);
    }
    return candidates.at(random.nextDouble() * mass, kept);
  }
}
