package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a limited key is told, whatever the endpoint. */
@QuarkusTest
class RateHeadersTest extends EdgeTest {
  @ConfigProperty(name = "fake.verdict")
  String verdict;

  @Inject InstantSource clock;
  private final String name = "rates-" + UUID.randomUUID();

  @ParameterizedTest
  @MethodSource("dev.signalbox.ingress.edge.EveryRouteTest#ways")
  void shouldSayWhatIsLeftAlsoWhenNothingIs(EveryRouteTest.Way way) throws Exception {
    limited("&requests=1&tokens=1000000");

    Caller.Answer first = ask(way);
    Caller.Answer second = ask(way);

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(second.status()).as(second.body()).isEqualTo(429);
    assertThat(second.header("retry-after")).matches("[1-9]\\d?");
    for (Caller.Answer answer : List.of(first, second)) {
      assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("1");
      assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("0");
      assertThat(answer.header("x-ratelimit-reset-requests")).matches("\\d+(\\.\\d)?m?s");
      assertThat(answer.header("x-ratelimit-limit-tokens")).isEqualTo("1000000");
      assertThat(Long.parseLong(answer.header("x-ratelimit-remaining-tokens")))
          .isBetween(900_000L, 1_000_000L);
      assertThat(answer.header("x-ratelimit-reset-tokens")).matches("\\d+(\\.\\d)?m?s");
    }
    if (way.path().equals("/v1/messages")) {
      assertThat(second.header("anthropic-ratelimit-requests-limit")).isEqualTo("1");
      assertThat(second.header("anthropic-ratelimit-requests-remaining")).isEqualTo("0");
      assertThat(Instant.parse(second.header("anthropic-ratelimit-requests-reset")))
          .isBetween(clock.instant().minusSeconds(60), clock.instant().plusSeconds(62));
      assertThat(first.header("anthropic-ratelimit-tokens-limit")).isEqualTo("1000000");
      assertThat(second.json().at("/error/type").asText()).isEqualTo("rate_limit_error");
    } else {
      assertThat(second.errorCode()).isEqualTo("rate_limit_exceeded");
    }
  }

  /** Lists and files are not counted, and say what there is all the same. */
  @Test
  void shouldSayWhatIsLeftWhereNothingIsTaken() throws Exception {
    limited("&requests=1");

    for (String path : List.of("/v1/models", "/v1/files", "/v1/batches")) {
      Caller.Answer answer = new Caller(base, fake, "sk-" + name).get(path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("1");
    }
  }

  private Caller.Answer ask(EveryRouteTest.Way way) throws Exception {
    return caller.post(way.path(), way.asking(way.model()), "authorization", "Bearer sk-" + name);
  }

  /** A key is live when the models may be listed with it, which takes nothing from its rates. */
  private void limited(String rates) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    verdict
                        + "/control/key?id="
                        + name
                        + "&tenant="
                        + name
                        + "&secret=sk-"
                        + name
                        + rates))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    Caller.send(request);
    Caller mine = new Caller(base, fake, "sk-" + name);
    MemoryPublisher.await(
        () -> {
          try {
            return mine.get("/v1/models").status() == 200 ? List.of(1) : List.<Integer>of();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
