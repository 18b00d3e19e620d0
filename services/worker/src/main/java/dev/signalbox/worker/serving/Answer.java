package dev.signalbox.worker.serving;

import dev.signalbox.worker.constraint.Constraint;
import dev.signalbox.worker.prompt.TextStream;
import dev.signalbox.worker.prompt.TokenBytes;
import dev.signalbox.worker.prompt.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one sequence as it grows: sampling, the schema it is held to, whole characters,
 * stop strings, end.
 */
final class Answer {
  private final Sampler sampler;
  private final StopStrings stops;
  private final TextStream text;
  private final List<Long> stopTokens;
  private final int maxTokens;
  private long[] tokens = new long[64];
  private int size;
  private GenerationEvent.@Nullable Reason reason;
  private final @Nullable TokenBytes bytes;
  private final Constraint.@Nullable Walk walk;

  Answer(GenerationRequest request, Prepared prepared, List<Long> stopTokens, TextStream text) {
    this.sampler = new Sampler(request.sampling(), prepared.prompt().ids());
    this.stops = new StopStrings(request.stop());
    this.text = text;
    this.stopTokens = stopTokens;
    this.maxTokens = prepared.maxOutput();
    SchemaAnswers.Held held = prepared.held();
    this.bytes = held == null ? null : held.tokens();
    this.walk = held == null ? null : held.constraint().walk();
  }

  /**
   * Chooses the next token; the text that may be given out and the log-probabilities that were
   * asked for.
   */
  GenerationEvent.Delta take(float[] logits, OptionalInt logprobs, Tokenizer tokenizer) {
    Logprobs table = logprobs.isPresent() ? Logprobs.of(logits, logprobs.getAsInt()) : null;
    sampler.penalise(logits);
    if (walk != null) {
      walk.restrict(logits, maxTokens - size, stopTokens);
    }
    int token = sampler.choose(logits);
    if (walk != null && bytes != null) {
      walk.accept(bytes.of(token));
    }
    String out = add(token);
    return new GenerationEvent.Delta(
        out, table == null ? List.of() : List.of(table.describe(token, tokenizer)));
  }

  private String add(long token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
    }
    tokens[size++] = token;
    if (stopTokens.contains(token)) {
      reason = GenerationEvent.Reason.STOP;
      return stops.add(text.finish()) + stops.finish();
    }
    String out = stops.add(text.add(token));
    if (stops.stopped()) {
      reason = GenerationEvent.Reason.STOP;
    } else if (size == maxTokens || (walk != null && walk.closed())) {
      boolean whole = walk != null && walk.whole();
      reason = whole ? GenerationEvent.Reason.STOP : GenerationEvent.Reason.LENGTH;
      out += stops.add(text.finish());
      out += stops.finish();
    }
    return out;
  }

  /** Why it ended, or null while it goes on. */
  GenerationEvent.@Nullable Reason reason() {
    return reason;
  }

  long lastToken() {
    return tokens[size - 1];
  }

  /** Tokens chosen, the one that stopped it included. */
  int size() {
    return size;
  }

  long[] tokens() {
    return Arrays.copyOf(tokens, size);
  }
}
