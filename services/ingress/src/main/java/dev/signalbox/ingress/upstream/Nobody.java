package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReading;

/** Listens to a call that is over. */
enum Nobody implements AnswerListener {
  INSTANCE;

  @Override
  public void began() {}

  @Override
  public void chunk(byte[] json, int length, AnswerReading reading) {}

  @Override
  public void flush() {}

  @Override
  public void done() {}

  @Override
  public void answer(byte[] json, int length, AnswerReading reading) {}

  @Override
  public void failed(UpstreamFailure failure) {}
}
