package dev.signalbox.worker.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.tracing.Span;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The span of one generation inside its request's, named by the GenAI conventions. It ends once:
 * with the answer, with its failure, or when its caller left.
 */
final class TracedGeneration implements GenerationListener {
  private final GenerationListener listener;
  private final Traces traces;
  private final Traceparent parent;
  private final String model;
  private final long start = Span.now();
  private final AtomicBoolean ended = new AtomicBoolean();

  private TracedGeneration(
      GenerationListener listener, Traces traces, Traceparent parent, String model) {
    this.listener = listener;
    this.traces = traces;
    this.parent = parent;
    this.model = model;
  }

  /** {@code listener} itself where nothing is recorded. */
  static GenerationListener over(
      GenerationListener listener, Traces traces, @Nullable Traceparent parent, String model) {
    return parent == null || !parent.sampled()
        ? listener
        : new TracedGeneration(listener, traces, parent, model);
  }

  /** The caller left, or has its answer. */
  static void left(GenerationListener listener) {
    if (listener instanceof TracedGeneration traced) {
      traced.end(Map.of("error.type", "cancelled"), true);
    }
  }

  @Override
  public void onEvent(GenerationEvent event) {
    if (event instanceof GenerationEvent.Finished finished) {
      GenerationEvent.Usage usage = finished.usage();
      end(
          Map.of(
              "gen_ai.response.model",
              model,
              "gen_ai.response.finish_reasons",
              List.of(finished.reason().name().toLowerCase(Locale.ROOT)),
              "gen_ai.usage.input_tokens",
              usage.promptTokens(),
              "gen_ai.usage.output_tokens",
              usage.outputTokens(),
              "gen_ai.usage.cache_read.input_tokens",
              usage.cachedTokens(),
              "signalbox.usage.image_tokens",
              usage.imageTokens()),
          false);
    }
    listener.onEvent(event);
  }

  @Override
  public void onFailure(ProblemException problem) {
    end(Map.of("error.type", problem.problem().code()), true);
    listener.onFailure(problem);
  }

  private void end(Map<String, Object> outcome, boolean failed) {
    if (ended.compareAndSet(false, true)) {
      Map<String, Object> attributes = new HashMap<>(outcome);
      attributes.put("gen_ai.operation.name", "chat");
      attributes.put("gen_ai.provider.name", "signalbox");
      attributes.put("gen_ai.request.model", model);
      traces.ended(
          new Span(
              parent.child(),
              parent,
              null,
              "generate " + model,
              Span.Kind.INTERNAL,
              start,
              Span.now(),
              attributes,
              failed));
    }
  }
}
