package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReading;
import java.util.concurrent.CompletableFuture;

/** Hears how a call ends. */
class Ending implements AnswerListener {
  /** {@code done}, {@code answered} or what a failure says. */
  final CompletableFuture<String> ending = new CompletableFuture<>();

  @Override
  public void chunk(byte[] json, int length, AnswerReading reading) {}

  @Override
  public void flush() {}

  @Override
  public void done() {
    ending.complete("done");
  }

  @Override
  public void answer(byte[] json, int length, AnswerReading reading) {
    ending.complete("answered");
  }

  @Override
  public void failed(UpstreamFailure failure) {
    ending.complete(failure.message());
  }
}
