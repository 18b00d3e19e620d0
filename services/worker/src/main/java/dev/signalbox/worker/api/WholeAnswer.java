package dev.signalbox.worker.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.openai.ChatWriter;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Collects an answer and sends it at its end. */
final class WholeAnswer implements GenerationListener {
  private final RoutingContext context;
  private final ChatWriter writer;
  private final Context loop;

  /** Made on the connection's event loop. */
  WholeAnswer(RoutingContext context, ChatWriter writer) {
    this.context = context;
    this.writer = writer;
    this.loop = context.vertx().getOrCreateContext();
  }

  @Override
  public void onEvent(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Accepted accepted -> {}
      case GenerationEvent.Delta delta -> writer.add(delta);
      case GenerationEvent.Finished finished -> {
        Buffer json = Buffer.buffer(writer.completion(finished));
        loop.runOnContext(
            now -> {
              if (!context.response().closed()) {
                OpenAiRoutes.send(context, 200, json);
              }
            });
      }
    }
  }

  @Override
  public void onFailure(ProblemException problem) {
    loop.runOnContext(now -> OpenAiRoutes.refuse(context, problem));
  }
}
