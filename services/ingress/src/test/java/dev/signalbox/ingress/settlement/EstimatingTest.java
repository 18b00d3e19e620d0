package dev.signalbox.ingress.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.SmallPool;
import dev.signalbox.ingress.tokens.Estimator;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients who only ask for a count can't make everybody else wait for. */
class EstimatingTest {
  private static final Model ENCODED =
      SmallPool.ofDocuments(
              SmallPool.model(
                  "encoded",
                  "openai: {baseUrl: 'http://127.0.0.1:1/v1', model: gpt-4o}",
                  "1",
                  "0.1",
                  "2"))
          .model("encoded")
          .orElseThrow();

  private final Vertx vertx = Vertx.vertx();
  private final Estimating estimating = new Estimating(vertx, new Estimator());

  @AfterEach
  void stop() {
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldTurnAwayWhoeverWouldMakeTheQueueTooLong() throws Exception {
    List<Future<Long>> first = askedAtOnce();

    assertThat(first.subList(0, Estimating.MOST_ASKED)).allMatch(Future::succeeded);
    assertThat(first.getLast().cause())
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isEqualTo(IngressProblem.OVERLOADED));

    assertThat(askedAtOnce().subList(0, Estimating.MOST_ASKED)).allMatch(Future::succeeded);
  }

  @Test
  void shouldCountATextThatIsVeryLongByItsCharacters() {
    ChatRequest request = request("ありがとう".repeat(Estimating.MOST_TOKENS));

    Future<Long> count = estimating.prompt(ENCODED, request);

    assertThat(count.isComplete()).as("counted beside the loop").isTrue();
    assertThat(count.result()).isEqualTo(request.textTokens());
  }

  /** One more than may be counted, by one handler: none can be done before it returns. */
  private List<Future<Long>> askedAtOnce() throws Exception {
    CompletableFuture<List<Future<Long>>> done = new CompletableFuture<>();
    vertx.runOnContext(
        now -> {
          List<Future<Long>> counts = new ArrayList<>();
          for (int i = 0; i <= Estimating.MOST_ASKED; i++) {
            counts.add(estimating.prompt(ENCODED, request("Hello?")));
          }
          Future.join(counts).onComplete(all -> done.complete(counts));
        });
    return done.get(30, TimeUnit.SECONDS);
  }

  private static ChatRequest request(String text) {
    byte[] body =
        ("{\"model\":\"encoded\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    return new ChatRequestReader(new ChatLimits(10, 1 << 25, 10, 1)).read(body, body.length);
  }
}
