package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.dialect.AnthropicAnswer;
import dev.signalbox.ingress.dialect.AnthropicStream;
import java.util.List;
import java.util.Optional;

/** Anthropic's words, said in OpenAI's. */
final class AnthropicWords implements AnswerWords {
  private final long created;
  private final boolean keepNative;
  private final AnthropicStream stream;

  /**
   * @param created seconds since the epoch
   * @param keepNative the client speaks the same words: they go along
   */
  AnthropicWords(long created, boolean keepNative) {
    this.created = created;
    this.keepNative = keepNative;
    this.stream = new AnthropicStream(created, keepNative);
  }

  @Override
  public void event(byte[] data, int length, Heard heard) {
    switch (stream.event(data, length)) {
      case AnthropicStream.Heard.Chunks(List<byte[]> chunks) -> tell(chunks, heard);
      case AnthropicStream.Heard.Done(List<byte[]> chunks) -> {
        tell(chunks, heard);
        heard.done();
      }
      case AnthropicStream.Heard.Failed() -> heard.error();
      case AnthropicStream.Heard.Nonsense() -> heard.malformed();
    }
  }

  private static void tell(List<byte[]> chunks, Heard heard) {
    for (byte[] chunk : chunks) {
      heard.chunk(chunk, chunk.length);
    }
  }

  @Override
  public void whole(byte[] body, int length, Heard heard) {
    Optional<byte[]> completion = AnthropicAnswer.of(body, length, created, keepNative);
    if (completion.isPresent()) {
      heard.chunk(completion.get(), completion.get().length);
    } else {
      heard.malformed();
    }
  }
}
