package dev.signalbox.ingress.dispatch;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.upstream.UpstreamFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Is told how each attempt went, for metrics; must be quick. */
@FunctionalInterface
public interface AttemptObserver {
  /** It failed, whether or not another one followed. */
  void failed(Model model, UpstreamFailure failure);

  /**
   * A stream said its first words.
   *
   * @param nanos since the model was asked
   */
  default void firstChunk(Model model, long nanos) {}

  /** What the model is told of the trace: a span of its own where the trace is recorded. */
  default @Nullable String asks(@Nullable String traceparent) {
    return traceparent;
  }

  /** As {@link #ended}, for an attempt with a span of its own. */
  default void traced(
      Model model,
      String parent,
      String self,
      Optional<UpstreamFailure.Kind> failure,
      long nanos) {}

  /**
   * It answered in full or failed; an attempt that was given up is not told of.
   *
   * @param nanos since the model was asked
   */
  default void ended(Model model, Optional<UpstreamFailure.Kind> failure, long nanos) {}
}
