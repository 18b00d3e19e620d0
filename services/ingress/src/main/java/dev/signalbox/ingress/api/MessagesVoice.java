package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.SseDecoder;
import dev.signalbox.ingress.dialect.MessagesAnswer;
import dev.signalbox.ingress.dialect.MessagesStream;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;

/** Anthropic's words. */
final class MessagesVoice implements Voice {
  private final MessagesStream stream;
  private final SseDecoder decoder;

  /**
   * @param promptTokens estimate of the prompt
   */
  MessagesVoice(long promptTokens) {
    this.stream = new MessagesStream(promptTokens);
    this.decoder = new SseDecoder(Integer.MAX_VALUE, stream::chunk);
  }

  @Override
  public Buffer answer(Buffer completion) {
    byte[] json = completion.getBytes();
    return Buffer.buffer(MessagesAnswer.of(json, json.length));
  }

  @Override
  public Buffer events(Buffer events) {
    byte[] bytes = events.getBytes();
    decoder.feed(bytes, 0, bytes.length);
    return Buffer.buffer(stream.take());
  }

  @Override
  public Buffer finish(Buffer last, String comment) {
    Buffer said = events(last).appendString(comment);
    stream.finish();
    return said.appendString(stream.take());
  }

  @Override
  public Buffer broken(ProblemException problem) {
    return Buffer.buffer("event: error\ndata: ")
        .appendBuffer(Errors.anthropic(problem))
        .appendString("\n\n");
  }
}
