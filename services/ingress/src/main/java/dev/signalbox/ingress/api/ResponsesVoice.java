package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.SseDecoder;
import dev.signalbox.ingress.dialect.ResponsesAnswer;
import dev.signalbox.ingress.dialect.ResponsesStream;
import dev.signalbox.platform.problem.OpenAiError;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.buffer.Buffer;

/** The words of OpenAI's Responses API. */
final class ResponsesVoice implements Voice {
  private final ResponsesAnswer answer;
  private final ResponsesStream stream;
  private final SseDecoder decoder;

  ResponsesVoice(ResponsesAnswer answer) {
    this.answer = answer;
    this.stream = new ResponsesStream(answer);
    this.decoder = new SseDecoder(Integer.MAX_VALUE, stream::chunk);
  }

  @Override
  public Buffer answer(Buffer completion) {
    byte[] json = completion.getBytes();
    return Buffer.buffer(answer.of(json, json.length));
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
    OpenAiError.Body error = OpenAiError.of(problem).error();
    stream.fail(String.valueOf(error.code()), error.message());
    return Buffer.buffer(stream.take());
  }
}
