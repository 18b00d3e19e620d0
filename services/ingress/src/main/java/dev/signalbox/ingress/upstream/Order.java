package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.picture.Picture;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a model.
 *
 * @param id of the request; names the answer of a worker
 * @param traceparent of the request, for the upstream
 * @param pictures read or fetched when they are first asked for, in the order of the conversation;
 *     fails with a {@link dev.signalbox.platform.problem.ProblemException}
 */
public record Order(
    String id,
    String tenant,
    @Nullable String traceparent,
    ChatRequest request,
    Supplier<Future<List<Picture>>> pictures) {
  /** The same under another span. */
  public Order traced(@Nullable String other) {
    return Objects.equals(other, traceparent)
        ? this
        : new Order(id, tenant, other, request, pictures);
  }
}
