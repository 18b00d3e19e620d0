package dev.signalbox.verdict.costs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class CostsCommandTest {
  /** A day that no other test charges in. */
  private final LocalDate date = LocalDate.now(ZoneOffset.UTC).minusDays(20);

  private final Instant day = date.atStartOfDay(ZoneOffset.UTC).toInstant();

  @Test
  void shouldAddUpToTheLedgerToTheLastDigit() {
    Random random = new Random(7);
    long sum = 0;
    int charges = 40;
    try (Topics topics = new Topics(Backends.broker().address())) {
      for (int i = 0; i < charges; i++) {
        long billed = random.nextLong(1_000_000_000L);
        sum += billed;
        ObjectNode cost = cost(day.plusSeconds(i * 1_800L), billed);
        if (i % 5 == 0) {
          lines(cost, billed);
        }
        CloudEvent event = Events.charged(cost);
        topics.publish("signalbox.costs", event);
        if (i % 7 == 0) {
          topics.publish("signalbox.costs", event);
        }
      }
      topics.publish("signalbox.costs", Events.charged(cost(day.minusNanos(1_000_000), 999)));
      topics.publish("signalbox.costs", Events.charged(cost(day.plusSeconds(86_400), 999)));
    }
    long expected = sum;
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(ledger()).isEqualTo(expected));

    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new CostsCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                "--kafka",
                Backends.broker().address(),
                "--focus-csv",
                "--from",
                date.toString(),
                "--to",
                date.plusDays(1).toString());

    assertThat(code).isZero();
    List<String> lines = out.toString().lines().toList();
    List<String> columns = Arrays.asList(lines.get(0).split(","));
    int cost = columns.indexOf("BilledCost");
    BigDecimal total =
        lines.stream()
            .skip(1)
            .map(line -> new BigDecimal(line.split(",", -1)[cost]))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(total).isEqualByComparingTo(BigDecimal.valueOf(ledger(), 9));
    assertThat(lines).hasSize(1 + charges + charges / 5);
    assertThat(err.toString()).contains(charges + " charges", "(" + sum + " nano-dollars)");
    assertThat(columns)
        .contains("ChargePeriodStart", "InvoiceIssuerName", "SkuPriceId", "x_ReferenceNanoUsd");
  }

  private static ObjectNode cost(Instant at, long billed) {
    return Events.cost("f-" + UUID.randomUUID(), at, "focus-model", billed, 2 * billed, true);
  }

  /** Two calls: one that broke, one that answered. */
  private static void lines(ObjectNode cost, long billed) {
    long failed = billed / 3;
    var lines = cost.putArray("x_Lines");
    for (long part : new long[] {failed, billed - failed}) {
      lines
          .addObject()
          .put("model", "focus-model")
          .put("provider", "a, \"provider\"")
          .put("purpose", part == failed ? "failed" : "answer")
          .put("inputTokens", 30)
          .put("cachedInputTokens", 0)
          .put("outputTokens", 20)
          .put("images", 0)
          .put("billedNanoUsd", part)
          .put("usageSource", "reported")
          .put("priceVersion", "1");
    }
  }

  private long ledger() {
    return given()
        .get("/api/savings?by=model&from=" + day + "&to=" + day.plusSeconds(86_400))
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getLong("simulated.billedNanoUsd");
  }
}
