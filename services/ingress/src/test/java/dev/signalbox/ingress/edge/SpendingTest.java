package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.testing.Fastest;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, rates and budgets that verdict keeps, as a client meets them. */
@QuarkusTest
class SpendingTest extends EdgeTest {
  /** Of 10 input tokens at a dollar and 10 output tokens at two dollars a million. */
  private static final long COST = 30_000;

  private static final String USAGE =
      ",\"max_tokens\":10,\"fake_prompt_tokens\":10,\"fake_cached_tokens\":0,\"fake_output_tokens\":10";

  /** Estimated at no less than what the fake reports, so that what is set aside is enough. */
  private static final String PROMPT = "hello, this is a prompt of ten tokens or so";

  @ConfigProperty(name = "fake.verdict")
  String verdict;

  private final String name = UUID.randomUUID().toString().substring(0, 8);

  @AfterEach
  void mend() throws Exception {
    control("back");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void shouldSpendABudgetToItsEndAndSaySo(String stream) throws Exception {
    // First: what is answered before there is a budget counts for none.
    control(
        "budget?id=" + name + "&scope=TENANT&subject=" + name + "&unit=NANO_USD&cap=" + 10 * COST);
    key("");
    until(() -> status(stream) == 200);

    List<Caller.Answer> answers = new ArrayList<>();
    Caller.Answer last = ask(stream);
    while (last.status() == 200) {
      answers.add(last);
      last = ask(stream);
    }

    assertThat(last.status()).isEqualTo(429);
    assertThat(last.errorCode()).isEqualTo("insufficient_quota");
    assertThat(last.json().at("/error/type").asText()).isEqualTo("insufficient_quota");
    assertThat(Long.parseLong(last.header("retry-after"))).isPositive();
    assertThat(last.body()).contains("$0.0003 a month");
    // What is left is less than the next request may cost.
    assertThat(1 + answers.size()).isBetween(8, 10);
    until(() -> spent() == (1 + answers.size()) * COST);
  }

  @ParameterizedTest
  @MethodSource("dev.signalbox.ingress.edge.EveryRouteTest#ways")
  void shouldBookEveryEndpointAndStopItWhereTheBudgetEnds(EveryRouteTest.Way way) throws Exception {
    control("budget?id=" + name + "&scope=KEY&subject=" + name + "&unit=NANO_USD&cap=1000000000");
    key("");
    until(() -> models("sk-" + name) == 200);
    Caller.Answer answer = ask(way, name);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode cost = events.costsOf(answer.header("x-signalbox-decision")).get(0).data();
    long billed = cost.get("x_BilledNanoUsd").asLong();
    assertThat(billed).isPositive();
    until(() -> spent() == billed);

    String poor = name + "-poor";
    control("budget?id=" + poor + "&scope=KEY&subject=" + poor + "&unit=NANO_USD&cap=1");
    control("key?id=" + poor + "&tenant=" + name + "&secret=sk-" + poor);
    until(() -> models("sk-" + poor) == 200);
    Caller.Answer refused = ask(way, poor);
    assertThat(refused.status()).as(refused.body()).isEqualTo(429);
    assertThat(refused.header("retry-after")).isNotEmpty();
    assertThat(refused.body())
        .contains(way.path().equals("/v1/messages") ? "rate_limit_error" : "insufficient_quota");
  }

  @Test
  void shouldSetAsideWhatEachOfTheAnswersMayCost() throws Exception {
    control(
        "budget?id=" + name + "&scope=TENANT&subject=" + name + "&unit=NANO_USD&cap=" + 5 * COST);
    key("");
    until(() -> models("sk-" + name) == 200);

    Caller.Answer ten = ask("ok-primary", PROMPT, "false,\"n\":10");
    Caller.Answer one = ask("ok-primary", PROMPT, "false,\"n\":1");

    assertThat(ten.status()).as(ten.body()).isEqualTo(429);
    assertThat(one.status()).as(one.body()).isEqualTo(200);
  }

  private int models(String secret) {
    try {
      return new Caller(base, fake, secret).get("/v1/models").status();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Caller.Answer ask(EveryRouteTest.Way way, String key) throws Exception {
    return caller.post(way.path(), way.asking(way.model()), "authorization", "Bearer sk-" + key);
  }

  @Test
  void shouldTakeTheModelThatTheBudgetCanStillPay() throws Exception {
    // The backup is ten times as dear: the first request takes half of it, the second can't.
    control(
        "budget?id=" + name + "&scope=TENANT&subject=" + name + "&unit=NANO_USD&cap=" + 20 * COST);
    key("");
    until(() -> hard().status() == 200);

    Caller.Answer nearlyUsedUp = hard();
    JsonNode decided = events.decision(nearlyUsedUp.header("x-signalbox-decision")).data();
    Caller.Answer last = nearlyUsedUp;
    for (int i = 0; i < 12 && last.status() == 200; i++) {
      assertThat(last.header("x-signalbox-model")).isEqualTo("ok-primary");
      last = hard();
    }
    control("away");
    Caller.Answer withoutVerdict = hard();

    assertThat(nearlyUsedUp.status()).as(nearlyUsedUp.body()).isEqualTo(200);
    assertThat(decided.get("reasonCode").asText()).isEqualTo("only_capable");
    assertThat(decided.at("/candidates/1/model").asText()).isEqualTo("ok-backup");
    assertThat(decided.at("/candidates/1/gate").asText()).isEqualTo("budget");
    for (Caller.Answer usedUp : List.of(last, withoutVerdict)) {
      assertThat(usedUp.status()).as(usedUp.body()).isEqualTo(429);
      assertThat(usedUp.errorCode()).isEqualTo("insufficient_quota");
      assertThat(Long.parseLong(usedUp.header("retry-after"))).isPositive();
      assertThat(usedUp.body())
          .contains("$0.0006 a month", "ok-primary may cost up to", "[budget]");
    }
    assertThat(spent()).isLessThanOrEqualTo(20 * COST);
  }

  @Test
  void shouldNeverOvershootWithManyAtOnce() throws Exception {
    control("budget?id=" + name + "&scope=KEY&subject=" + name + "&unit=TOKENS&cap=400");
    key("");
    until(() -> models("sk-" + name) == 200);
    int answered = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      List<Future<Caller.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(pool.submit(() -> ask("false")));
      }
      for (Future<Caller.Answer> answer : answers) {
        answered += answer.get().status() == 200 ? 1 : 0;
        assertThat(answer.get().status()).isIn(200, 429);
      }
    }
    int settled = answered;
    until(() -> spent() == settled * 20L);
    assertThat(spent()).isLessThanOrEqualTo(400).isGreaterThan(300);
  }

  @Test
  void shouldGoOnWithWhatIsLeasedWhileVerdictIsAway() throws Exception {
    control(
        "budget?id=" + name + "&scope=KEY&subject=" + name + "&unit=NANO_USD&cap=" + 10_000 * COST);
    key("");
    until(() -> status("false") == 200);
    until(() -> status("false") == 200);

    control("away");

    int served = 0;
    Caller.Answer answer = ask("false");
    while (answer.status() == 200) {
      served++;
      answer = ask("false");
    }
    assertThat(served).isGreaterThan(5);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.errorCode()).isEqualTo("budget_unavailable");
    assertThat(answer.header("retry-after")).isNotEmpty();
    // A key that no budget bounds is served all the while.
    assertThat(caller.plain("ok-primary", "hello").status()).isEqualTo(200);

    control("back");
    until(() -> status("false") == 200);
  }

  @Test
  void shouldHoldAKeyToItsRateAndSayWhatIsLeft() throws Exception {
    key("&requests=3");
    until(() -> ask("false").status() == 200);

    Caller.Answer second = ask("true");
    assertThat(second.header("x-ratelimit-limit-requests")).isEqualTo("3");
    assertThat(second.header("x-ratelimit-remaining-requests")).isEqualTo("1");
    assertThat(second.header("x-ratelimit-reset-requests"))
        .matches("([1-9]|[123]\\d)(\\.\\d)?s|40s");
    ask("false");
    Caller.Answer fourth = ask("false");

    assertThat(fourth.status()).isEqualTo(429);
    assertThat(fourth.errorCode()).isEqualTo("rate_limit_exceeded");
    assertThat(fourth.header("x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(Integer.parseInt(fourth.header("retry-after"))).isBetween(1, 21);
  }

  @Test
  void shouldTakeAKeyAwayWithinASecond() throws Exception {
    Duration limit = Duration.ofSeconds(1);
    Duration fastest =
        Fastest.below(
            limit,
            () -> {
              key("");
              until(() -> status("false") == 200);
              control("revoke?id=" + name);
              return Fastest.time(() -> until(() -> status("false") == 401));
            });

    assertThat(fastest).isLessThan(limit);
  }

  private void key(String more) throws Exception {
    control("key?id=" + name + "&tenant=" + name + "&secret=sk-" + name + more);
  }

  private Caller.Answer ask(String stream) {
    return ask("ok-primary", PROMPT, stream);
  }

  /** What the classifier's fake would give to the backup. */
  private Caller.Answer hard() {
    return ask("ok", "hard: " + PROMPT, "false");
  }

  private Caller.Answer ask(String model, String prompt, String stream) {
    try {
      return caller.post(
          "/v1/chat/completions",
          Caller.body(model, prompt, ",\"stream\":" + stream + USAGE),
          "authorization",
          "Bearer sk-" + name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private int status(String stream) {
    return ask(stream).status();
  }

  private long spent() {
    return Long.parseLong(control("spent?id=" + name));
  }

  private String control(String what) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(verdict + "/control/" + what))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      return Caller.send(request).body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    MemoryPublisher.await(() -> condition.getAsBoolean() ? List.of(1) : List.<Integer>of());
  }
}
