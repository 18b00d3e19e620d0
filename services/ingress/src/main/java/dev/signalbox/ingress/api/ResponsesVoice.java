package dev.signalbox.ingress.api;

import dev.signalbox.ingress.dialect.ResponsesAnswer;
import dev.signalbox.ingress.dialect.ResponsesStream;
import dev.signalbox.platform.problem.OpenAiError;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;

/** The words of OpenAI's Responses API. */
final class ResponsesVoice extends TranslatedVoice {
  private final ResponsesAnswer answer;
  private final ResponsesStream stream;

  ResponsesVoice(ResponsesAnswer answer) {
    this(answer, new ResponsesStream(answer));
  }

  private ResponsesVoice(ResponsesAnswer answer, ResponsesStream stream) {
    super(stream);
    this.answer = answer;
    this.stream = stream;
  }

  @Override
  public Buffer answer(Buffer completion) {
    byte[] json = completion.getBytes();
    return Buffer.buffer(answer.of(json, json.length));
  }

  @Override
  public Buffer broken(ProblemException problem) {
    OpenAiError.Body error = OpenAiError.of(problem).error();
    stream.fail(String.valueOf(error.code()), error.message());
    return Buffer.buffer(stream.take());
  }
}
