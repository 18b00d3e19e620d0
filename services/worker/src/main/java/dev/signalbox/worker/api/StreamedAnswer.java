package dev.signalbox.worker.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.openai.ChatWriter;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Sends an answer as server-sent events. The head goes out once the request is accepted, so that a
 * refusal still has its status; a failure after that is an error event, and no {@code [DONE]}
 * follows it. What a slow reader leaves unread is bounded by one answer.
 */
final class StreamedAnswer implements GenerationListener {
  private static final Buffer DATA = Buffer.buffer("data: ");
  private static final Buffer END = Buffer.buffer("\n\n");
  private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");

  private final RoutingContext context;
  private final ChatWriter writer;
  private final boolean includeUsage;
  private final Context loop;

  /** Made on the connection's event loop. */
  StreamedAnswer(RoutingContext context, ChatWriter writer, boolean includeUsage) {
    this.context = context;
    this.writer = writer;
    this.includeUsage = includeUsage;
    this.loop = context.vertx().getOrCreateContext();
  }

  @Override
  public void onEvent(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Accepted accepted -> {
        Buffer first = framed(writer.roleChunk());
        loop.runOnContext(now -> begin(first));
      }
      case GenerationEvent.Delta delta -> {
        Buffer chunk = framed(writer.deltaChunk(delta));
        if (chunk.length() > 0) {
          loop.runOnContext(now -> write(chunk));
        }
      }
      case GenerationEvent.Finished finished -> {
        Buffer last = framed(writer.finishChunk(finished));
        if (includeUsage) {
          last.appendBuffer(framed(writer.usageChunk(finished)));
        }
        last.appendBuffer(DONE);
        loop.runOnContext(now -> end(last));
      }
    }
  }

  @Override
  public void onFailure(ProblemException problem) {
    loop.runOnContext(
        now -> {
          if (context.response().headWritten()) {
            end(framed(ChatWriter.error(problem)));
          } else {
            OpenAiRoutes.refuse(context, problem);
          }
        });
  }

  private static Buffer framed(byte[] json) {
    return json.length == 0
        ? Buffer.buffer()
        : Buffer.buffer(json.length + 8).appendBuffer(DATA).appendBytes(json).appendBuffer(END);
  }

  private void begin(Buffer first) {
    HttpServerResponse response = context.response();
    if (!response.closed()) {
      response
          .setChunked(true)
          .putHeader("Content-Type", "text/event-stream")
          .putHeader("Cache-Control", "no-cache");
      write(first);
    }
  }

  private void write(Buffer chunk) {
    if (!context.response().closed()) {
      context.response().write(chunk);
    }
  }

  private void end(Buffer last) {
    if (!context.response().closed()) {
      context.response().end(last);
    }
  }
}
