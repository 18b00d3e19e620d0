package dev.signalbox.worker.serving;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Chooses the tokens of one answer; remembers which it has chosen for the penalties. */
final class Sampler {
  private final Sampling sampling;
  private final RandomGenerator random;
  private final Map<Integer, Integer> counts = new HashMap<>();

  Sampler(Sampling sampling) {
    this.sampling = sampling;
    this.random =
        sampling.seed().isPresent()
            ? new SplittableRandom(sampling.seed().getAsLong())
            : new SplittableRandom();
  }

  /** The next token; the logits are changed. */
  int choose(float[] logits) {
    penalise(logits);
    int token = sampling.temperature() == 0 ? argmax(logits) : draw(logits);
    counts.merge(token, 1, Integer::sum);
    return token;
  }

  private void penalise(float[] logits) {
    if (sampling.frequencyPenalty() == 0 && sampling.presencePenalty() == 0) {
      return;
    }
    counts.forEach(
        (token, count) ->
            logits[token] -=
                (float) (count * sampling.frequencyPenalty() + sampling.presencePenalty()));
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
    if (kept < candidates.size() || sampling.topP() < 1) {
      candidates.sort();
    }
    double mass = candidates.mass(kept);
    if (sampling.topP() < 1) {
      kept = candidates.smallestWithMass(kept, sampling.topP() * mass);
      mass = candidates.mass(kept);
    }
    return candidates.at(random.nextDouble() * mass, kept);
  }
}
