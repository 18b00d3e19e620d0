package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What was written down is what the provider's invoice says, to the nano-dollar. */
@QuarkusTest
class LedgerTest extends EdgeTest {
  private static final int REQUESTS = 60;

  @Test
  void shouldAddUpToTheInvoice() throws Exception {
    String mark = UUID.randomUUID().toString();
    Set<String> decisions = new HashSet<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      @SuppressWarnings("unchecked")
      Future<Caller.Answer>[] answers = new Future[REQUESTS];
      for (int i = 0; i < REQUESTS; i++) {
        int n = i;
        answers[i] =
            pool.submit(
                () ->
                    caller.post(
                        "/v1/chat/completions",
                        Caller.body(
                            "ok-primary",
                            "ledger",
                            ",\"stream\":"
                                + (n % 2 == 0)
                                + ",\"fake_prompt_tokens\":"
                                + (n * 37 + 1)
                                + ",\"fake_cached_tokens\":"
                                + (n % 3 == 0 ? n * 11 : 0)
                                + ",\"fake_output_tokens\":"
                                + (n * 7 + 1)
                                + ",\"fake_mark\":\""
                                + mark
                                + "\"")));
      }
      for (Future<Caller.Answer> answer : answers) {
        decisions.add(answer.get().header("x-signalbox-decision"));
      }
    }
    assertThat(decisions).hasSize(REQUESTS);

    long ledger = 0;
    for (String decision : decisions) {
      assertThat(events.costsOf(decision)).hasSize(1);
      ledger += events.costsOf(decision).get(0).data().get("x_BilledNanoUsd").asLong();
    }
    long invoice = 0;
    int invoiced = 0;
    for (JsonNode line : caller.fakeState().get("invoice")) {
      if (line.path("mark").asText().equals(mark)) {
        invoice += nanoUsd(line);
        invoiced++;
      }
    }
    assertThat(invoiced).isEqualTo(REQUESTS);
    assertThat(ledger).isEqualTo(invoice);
  }

  /** The provider's own arithmetic: dollars for a million, rounded half up once a request. */
  private static long nanoUsd(JsonNode line) {
    long fresh = line.get("prompt").asLong() - line.get("cached").asLong();
    return BigDecimal.valueOf(fresh)
        .multiply(new BigDecimal("1.00"))
        .add(BigDecimal.valueOf(line.get("cached").asLong()).multiply(new BigDecimal("0.10")))
        .add(BigDecimal.valueOf(line.get("output").asLong()).multiply(new BigDecimal("2.00")))
        .multiply(BigDecimal.valueOf(1_000))
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
