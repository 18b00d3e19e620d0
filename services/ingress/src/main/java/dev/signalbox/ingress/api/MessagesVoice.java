package dev.signalbox.ingress.api;

import dev.signalbox.ingress.dialect.MessagesAnswer;
import dev.signalbox.ingress.dialect.MessagesStream;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;

/** Anthropic's words. */
final class MessagesVoice extends TranslatedVoice {
  /**
   * @param promptTokens estimate of the prompt
   */
  MessagesVoice(long promptTokens) {
    super(new MessagesStream(promptTokens));
  }

  @Override
  public Buffer answer(Buffer completion) {
    byte[] json = completion.getBytes();
    return Buffer.buffer(MessagesAnswer.of(json, json.length));
  }

  @Override
  public Buffer broken(ProblemException problem) {
    return Buffer.buffer("event: error\ndata: ")
        .appendBuffer(Errors.anthropic(problem))
        .appendString("\n\n");
  }
}
