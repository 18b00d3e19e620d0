package dev.signalbox.ingress.api;

import dev.signalbox.ingress.replay.KeptAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer written down while it is sent, up to a bound. Used on one context only. */
final class Recording {
  private final int most;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private Buffer body = Buffer.buffer();
  private boolean tooLarge;

  Recording(int most) {
    this.most = most;
  }

  /** Takes the headers that belong to the answer and not to its transport. */
  void head(MultiMap sent) {
    for (Map.Entry<String, String> header : sent) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-signalbox-") || name.equals("content-type")) {
        headers.add(Map.entry(name, header.getValue()));
      }
    }
  }

  void add(Buffer piece) {
    if (tooLarge || body.length() + piece.length() > most) {
      tooLarge = true;
      body = Buffer.buffer();
    } else {
      body.appendBuffer(piece);
    }
  }

  /** Absent when it was larger than the bound. */
  @Nullable KeptAnswer kept(Instant at) {
    return tooLarge ? null : new KeptAnswer(200, headers, body.getBytes(), at);
  }
}
