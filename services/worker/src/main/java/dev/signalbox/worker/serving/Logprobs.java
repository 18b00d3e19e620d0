package dev.signalbox.worker.serving;

import dev.signalbox.worker.prompt.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Natural-log probabilities of one step, before penalties and temperature. */
final class Logprobs {
  private final float[] logits;
  private final double logSum;
  private final List<Integer> best;

  private Logprobs(float[] logits, double logSum, List<Integer> best) {
    this.logits = logits;
    this.logSum = logSum;
    this.best = best;
  }

  static Logprobs of(float[] logits, int alternatives) {
    float[] own = logits.clone();
    double largest = own[Sampler.argmax(own)];
    double sum = 0;
    for (float logit : own) {
      sum += Math.exp(logit - largest);
    }
    return new Logprobs(own, largest + Math.log(sum), best(own, alternatives));
  }

  private static List<Integer> best(float[] logits, int count) {
    List<Integer> best = new ArrayList<>();
    for (int token = 0; token < logits.length && count > 0; token++) {
      int at = best.size();
      while (at > 0 && logits[best.get(at - 1)] < logits[token]) {
        at--;
      }
      if (at < count) {
        best.add(at, token);
        if (best.size() > count) {
          best.removeLast();
        }
      }
    }
    return best;
  }

  GenerationEvent.TokenLogprob describe(int token, Tokenizer tokenizer) {
    return new GenerationEvent.TokenLogprob(
        text(token, tokenizer),
        value(token),
        best.stream()
            .map(
                other ->
                    new GenerationEvent.TokenLogprob(
                        text(other, tokenizer), value(other), List.of()))
            .toList());
  }

  private float value(int token) {
    return (float) (logits[token] - logSum);
  }

  private static String text(int token, Tokenizer tokenizer) {
    return tokenizer.decode(new long[] {token});
  }
}
