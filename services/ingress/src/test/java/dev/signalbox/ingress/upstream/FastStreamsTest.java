package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.chat.AnswerReading;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that bring more at once than is read in a turn. */
class FastStreamsTest {
  private static final int CHUNKS = 20_000;
  private static final UpstreamLimits LIMITS = LocalUpstream.limits(Duration.ofSeconds(30), 2);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() throws Exception {
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldHearEveryChunkInOrderThoughItsReaderStopsAndGoesOn() throws Exception {
    HttpServer server =
        LocalServers.serve(
            vertx,
            request ->
                request.response().putHeader("content-type", "text/event-stream").end(stream()));
    Heard heard = new Heard();
    vertx
        .getOrCreateContext()
        .runOnContext(
            now ->
                heard.call =
                    LocalUpstream.client(
                            vertx, server.actualPort(), LIMITS, vertx::createHttpClient)
                        .start(LocalUpstream.order(true), Duration.ofMinutes(2), heard));

    assertThat(heard.ending.get(120, TimeUnit.SECONDS)).isEqualTo("done");

    assertThat(heard.chunks).isEqualTo(IntStream.range(0, CHUNKS).boxed().toList());
    assertThat(heard.pauses).isPositive();
  }

  private static Buffer stream() {
    Buffer all = Buffer.buffer();
    for (int i = 0; i < CHUNKS; i++) {
      all.appendString(
          "data: {\"id\":\""
              + i
              + "\",\"choices\":[{\"delta\":{\"content\":\"words and words\"}}]}\n\n");
    }
    return all.appendString("data: [DONE]\n\n");
  }

  /** Notes chunks; now and then it is as slow as a client whose socket is full. */
  private final class Heard extends Ending {
    private final List<Integer> chunks = new ArrayList<>();
    private @Nullable ModelCall call;
    private int flushes;
    private int pauses;

    @Override
    public void chunk(byte[] json, int length, AnswerReading reading) {
      chunks.add(Integer.valueOf(reading.id()));
    }

    @Override
    public void flush() {
      if (++flushes % 3 == 0) {
        ModelCall paused = Objects.requireNonNull(call);
        pauses++;
        paused.pause();
        vertx.setTimer(2, later -> paused.resume());
      }
    }
  }
}
