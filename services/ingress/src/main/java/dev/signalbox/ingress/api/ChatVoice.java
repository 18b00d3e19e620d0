package dev.signalbox.ingress.api;

import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;

/** Chat completions' own words: everything is said as it is. */
final class ChatVoice implements Voice {
  static final ChatVoice INSTANCE = new ChatVoice();

  private ChatVoice() {}

  @Override
  public Buffer answer(Buffer completion) {
    return completion;
  }

  @Override
  public Buffer events(Buffer events) {
    return events;
  }

  @Override
  public Buffer finish(Buffer last, String comment) {
    return last.appendString(comment).appendString("data: [DONE]\n\n");
  }

  @Override
  public Buffer broken(ProblemException problem) {
    return Buffer.buffer("data: ").appendBuffer(Errors.openAi(problem)).appendString("\n\n");
  }
}
