package dev.signalbox.ingress.api;

import dev.signalbox.ingress.chat.SseDecoder;
import dev.signalbox.ingress.dialect.ChunkStream;
import io.vertx.core.buffer.Buffer;

/** Streams in the words of another API. */
abstract class TranslatedVoice implements Voice {
  private final ChunkStream stream;
  private final SseDecoder decoder;

  TranslatedVoice(ChunkStream stream) {
    this.stream = stream;
    this.decoder = new SseDecoder(Integer.MAX_VALUE, stream::chunk);
  }

  @Override
  public final Buffer events(Buffer events) {
    byte[] bytes = events.getBytes();
    decoder.feed(bytes, 0, bytes.length);
    return Buffer.buffer(stream.take());
  }

  @Override
  public final Buffer finish(Buffer last, String comment) {
    Buffer said = events(last).appendString(comment);
    stream.finish();
    return said.appendString(stream.take());
  }
}
