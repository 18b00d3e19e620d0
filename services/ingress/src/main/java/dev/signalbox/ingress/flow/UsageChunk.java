package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.JsonText;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.ingress.settlement.Settled;
import io.vertx.core.buffer.Buffer;

/** The last chunk of a stream, which says its usage. */
final class UsageChunk {
  private UsageChunk() {}

  /** As an event, where the client asked for one and the upstream sent none; else empty. */
  static Buffer after(
      Visit visit, ChatRequest request, DispatchOutcome.Streamed streamed, Settled settled) {
    if (!request.includeUsage() || streamed.consumed().reported() != null) {
      return Buffer.buffer();
    }
    AnswerReading last = streamed.last();
    Usage usage = settled.usage();
    String id = last.id().isEmpty() ? "chatcmpl-" + visit.requestId() : last.id();
    return Buffer.buffer(
        "data: {\"id\":"
            + JsonText.quote(id)
            + ",\"object\":\"chat.completion.chunk\",\"created\":"
            + last.created()
            + ",\"model\":"
            + JsonText.quote(streamed.consumed().model().name())
            + ",\"choices\":[],\"usage\":{\"prompt_tokens\":"
            + usage.inputTokens()
            + ",\"completion_tokens\":"
            + usage.outputTokens()
            + ",\"total_tokens\":"
            + (usage.inputTokens() + usage.outputTokens())
            + "}}\n\n");
  }
}
