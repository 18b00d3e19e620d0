package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.Edits;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.platform.problem.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is particular about one provider's HTTP API. Thread-safe. */
interface Provider {
  URI address(Operation operation);

  /** Sent with each request; no secrets. */
  Map<String, String> headers();

  /** Puts the key where this API looks for it; never called without one. */
  void authorize(MultiMap headers, String key);

  /**
   * The order in this API's words.
   *
   * @throws ProblemException when it can't be said there
   */
  Buffer body(Order order);

  /**
   * Whether {@link #body} reads and writes the whole of it, which takes a while when it is large.
   */
  default boolean translates(Order order) {
    return false;
  }

  /** How this API's answer to the order is to be heard. */
  AnswerWords words(Order order);

  /** The bytes with the edits applied, none of them copied. */
  @SuppressWarnings("deprecation") // the only public way to hand bytes to Vert.x without a copy
  static Buffer edited(JsonBytes given, Edits edits) {
    List<ByteBuf> pieces = new ArrayList<>(4);
    edits.apply(
        given.bytes(),
        0,
        given.length(),
        (bytes, offset, length) -> pieces.add(Unpooled.wrappedBuffer(bytes, offset, length)));
    return Buffer.buffer(
        pieces.size() == 1
            ? pieces.get(0)
            : Unpooled.wrappedBuffer(pieces.size(), pieces.toArray(ByteBuf[]::new)));
  }
}
