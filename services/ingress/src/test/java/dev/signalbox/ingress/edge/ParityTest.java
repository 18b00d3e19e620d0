package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.testing.Fastest;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Drawn requests are answered by the reference too and judged, behind the client's back. */
@QuarkusTest
class ParityTest extends EdgeTest {
  private static final String DOT =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  private static final String PROMPT = "What is the canary's name, Zebulon?";

  @Test
  void shouldJudgeBothAnswersInBothOrdersAndBookTheProofOnTheHouse() throws Exception {
    Caller.Answer answer = caller.plain("compared", PROMPT);

    String decision = answer.header("x-signalbox-decision");
    JsonNode outcome = outcomeOf(decision);
    assertThat(answer.header("x-signalbox-cost-usd")).isEqualTo("0.000021");
    assertThat(outcome.get("score").asDouble()).isEqualTo(1);
    assertThat(outcome.get("referenceScore").asDouble()).isEqualTo(0.5);
    assertThat(outcome.get("orders").asText()).isEqualTo("agree");
    assertThat(outcome.get("source").asText()).isEqualTo("shadow");
    assertThat(outcome.get("tenant").asText()).isEqualTo("acme");
    assertThat(outcome.get("model").asText()).isEqualTo("compared-cheap");
    assertThat(outcome.get("referenceModel").asText()).isEqualTo("compared-dear");
    assertThat(outcome.get("servedNanoUsd").asLong()).isEqualTo(21_000);
    // 11 in and 5 out at 10 and 20 dollars a million
    assertThat(outcome.get("referenceNanoUsd").asLong()).isEqualTo(210_000);
    // and twice 11 in and 5 out at 3 and 4
    assertThat(outcome.get("proofNanoUsd").asLong()).isEqualTo(210_000 + 2 * 53_000);
    List<JsonNode> costs =
        MemoryPublisher.await(() -> atLeast(4, events.costs(cost -> isOf(cost, decision)))).stream()
            .map(MemoryPublisher.Published::data)
            .toList();
    assertThat(costs).hasSize(4);
    assertThat(costs.stream().filter(cost -> !cost.has("x_Purpose")))
        .singleElement()
        .satisfies(
            cost -> {
              assertThat(cost.get("BillingAccountId").asText()).isEqualTo("acme");
              assertThat(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(21_000);
            });
    assertThat(costs.stream().filter(cost -> cost.has("x_Purpose")))
        .allSatisfy(
            cost -> {
              assertThat(cost.get("BillingAccountId").asText()).isEqualTo("signalbox-parity");
              assertThat(cost.get("x_SavedNanoUsd").asLong())
                  .isEqualTo(-cost.get("x_BilledNanoUsd").asLong());
            })
        .extracting(cost -> cost.get("x_Purpose").asText())
        .containsExactlyInAnyOrder("parity_reference", "parity_judge", "parity_judge");
  }

  @Test
  void shouldCountAProofThatNobodyReportedByTheTokenizer() throws Exception {
    String decision = caller.plain("unreported", PROMPT).header("x-signalbox-decision");

    JsonNode outcome = outcomeOf(decision);

    List<JsonNode> proofs =
        MemoryPublisher.await(
                () ->
                    atLeast(3, events.costs(cost -> isOf(cost, decision) && cost.has("x_Purpose"))))
            .stream()
            .map(MemoryPublisher.Published::data)
            .toList();
    assertThat(proofs)
        .hasSize(3)
        .allSatisfy(
            cost -> {
              assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
              assertThat(cost.get("x_EstimateMethod").asText()).isEqualTo("o200k_base");
            });
    assertThat(outcome.get("proofNanoUsd").asLong())
        .isEqualTo(proofs.stream().mapToLong(cost -> cost.get("x_BilledNanoUsd").asLong()).sum());
  }

  @Test
  void shouldCompareAStreamThatTheClientGetsAsItComes() throws Exception {
    Caller.Answer answer = caller.stream("compared", PROMPT);

    assertThat(answer.streamedText()).isEqualTo("Hello wörld.");
    JsonNode outcome = outcomeOf(answer.header("x-signalbox-decision"));
    assertThat(outcome.get("score").asDouble()).isEqualTo(1);
    assertThat(outcome.has("ungraded")).isFalse();
  }

  @Test
  void shouldTellTheJudgeNothingOfWhoAnsweredAndWriteNoTextDown() throws Exception {
    Caller.Answer answer = caller.plain("compared", PROMPT);
    String decision = answer.header("x-signalbox-decision");
    outcomeOf(decision);

    List<JsonNode> judged = new ArrayList<>();
    for (JsonNode call : caller.fakeState().get("bodies")) {
      if (call.at("/body/model").asText().equals("judge")) {
        judged.add(call.at("/body/messages"));
      }
    }
    assertThat(judged)
        .isNotEmpty()
        .allSatisfy(
            asked ->
                assertThat(asked.toString())
                    .doesNotContain("cheap")
                    .doesNotContain("dear")
                    .doesNotContain("dice"));
    assertThat(events.all())
        .allSatisfy(
            event ->
                assertThat(new String(event.event().data(), StandardCharsets.UTF_8))
                    .doesNotContain("Zebulon")
                    .doesNotContain("Hello there"));
  }

  @Test
  void shouldCompareWhatWasSaidOfAPictureByAJudgeThatSeesItAndCountWhatNoneSees() throws Exception {
    JsonNode seen = outcomeOf(picture("compared").header("x-signalbox-decision"));
    JsonNode unseen = outcomeOf(picture("unseen").header("x-signalbox-decision"));

    assertThat(seen.get("score").asDouble()).isEqualTo(1);
    assertThat(seen.get("referenceScore").asDouble()).isEqualTo(0.5);
    assertThat(unseen.get("ungraded").asText()).isEqualTo("judge_blind");
    assertThat(unseen.get("proofNanoUsd").asLong()).isZero();
    List<JsonNode> judged = new ArrayList<>();
    for (JsonNode call : caller.fakeState().get("bodies")) {
      JsonNode parts = call.at("/body/messages/1/content");
      if (call.at("/body/model").asText().equals("judge") && parts.isArray()) {
        judged.add(parts.at("/1/image_url/url"));
      }
    }
    assertThat(judged).isNotEmpty().allSatisfy(url -> assertThat(url.asText()).isEqualTo(DOT));
  }

  @Test
  void shouldCountWhatCannotBeCompared() throws Exception {
    JsonNode outcome =
        outcomeOf(
            caller
                .post(
                    "/v1/chat/completions",
                    Caller.body(
                        "compared",
                        "Hello?",
                        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}]"))
                .header("x-signalbox-decision"));

    assertThat(outcome.get("ungraded").asText()).isEqualTo("not_comparable");
    assertThat(outcome.has("score")).isFalse();
  }

  private Caller.Answer picture(String route) throws Exception {
    return caller.post(
        "/v1/chat/completions",
        "{\"model\":\""
            + route
            + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What?\"},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\""
            + DOT
            + "\"}}]}]}");
  }

  @Test
  void shouldCountAReplyThatIsNoGradeAsUnparsedAndNeverAsATie() throws Exception {
    JsonNode outcome = outcomeOf(caller.plain("unread", "Hello?").header("x-signalbox-decision"));

    assertThat(outcome.get("ungraded").asText()).isEqualTo("unparsed");
    assertThat(outcome.has("score")).isFalse();
    assertThat(outcome.get("judge").asText()).isEqualTo("unread-judge");
  }

  @Test
  void shouldSayThatTheReferenceFailed() throws Exception {
    JsonNode outcome =
        outcomeOf(caller.plain("unanswered", "Hello?").header("x-signalbox-decision"));

    assertThat(outcome.get("ungraded").asText()).isEqualTo("reference_failed");
    assertThat(outcome.get("proofNanoUsd").asLong()).isZero();
  }

  @Test
  void shouldSpendNothingBeyondTheCapAndSaySo() throws Exception {
    JsonNode outcome = outcomeOf(caller.plain("capped", "Hello?").header("x-signalbox-decision"));

    assertThat(outcome.get("ungraded").asText()).isEqualTo("over_cap");
    assertThat(outcome.get("proofNanoUsd").asLong()).isZero();
  }

  @Test
  void shouldKeepNoClientWaitingForASilentReference() throws Exception {
    Duration limit = Duration.ofSeconds(8); // of the 10 after which the reference is given up
    Duration fastest =
        Fastest.below(
            limit,
            () ->
                Fastest.time(
                    () ->
                        assertThat(caller.plain("beside-silence", "Hello?").status())
                            .isEqualTo(200)));

    assertThat(fastest).isLessThan(limit);
  }

  @Test
  void shouldCompareNothingThatIsPrivate() throws Exception {
    Caller secretive = new Caller(base, fake, Edge.PRIVATE_KEY);
    String byTenant = secretive.plain("compared", "Hello?").header("x-signalbox-decision");
    String byBody =
        caller
            .post(
                "/v1/chat/completions",
                Caller.body("compared", "Hello?", ",\"routing\":{\"parity\":false}"))
            .header("x-signalbox-decision");
    String byHeader =
        caller
            .post(
                "/v1/chat/completions",
                Caller.body("compared", "Hello?", ""),
                "x-signalbox-parity",
                "false")
            .header("x-signalbox-decision");

    // What comes later has been compared when these would have been.
    outcomeOf(caller.plain("compared", "Hello?").header("x-signalbox-decision"));

    assertThat(events.all().stream().map(event -> event.event().id()))
        .doesNotContain("shadow-" + byTenant, "shadow-" + byBody, "shadow-" + byHeader);
  }

  @Test
  void shouldTakeFeedbackOnceFromTheDecisionsTenant() throws Exception {
    String decision = caller.plain("ok-primary", "Hello?").header("x-signalbox-decision");
    String path = "/v1/decisions/" + decision + "/feedback";

    Caller.Answer first = caller.post(path, "{\"thumbs\":\"up\"}");
    Caller.Answer again = caller.post(path, "{\"score\":1.0}");
    Caller.Answer other = caller.post(path, "{\"score\":0.5}");
    Caller.Answer stranger =
        new Caller(base, fake, Edge.PRIVATE_KEY).post(path, "{\"thumbs\":\"down\"}");

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.errorCode()).isEqualTo("feedback_given");
    assertThat(stranger.status()).isEqualTo(404);
    JsonNode outcome = outcome("feedback-" + decision);
    assertThat(outcome.get("source").asText()).isEqualTo("feedback");
    assertThat(outcome.get("score").asDouble()).isEqualTo(1);
    assertThat(events.all().stream().filter(e -> e.event().id().equals("feedback-" + decision)))
        .hasSize(1);
  }

  @Test
  void shouldRefuseFeedbackThatIsNone() throws Exception {
    String decision = caller.plain("ok-primary", "Hello?").header("x-signalbox-decision");
    String path = "/v1/decisions/" + decision + "/feedback";

    for (String body :
        List.of(
            "{}",
            "{\"score\":1.5}",
            "{\"score\":\"good\"}",
            "{\"thumbs\":\"sideways\"}",
            "{\"score\":1,\"thumbs\":\"up\"}",
            "[1]",
            "nonsense",
            "{\"score\":1e999}")) {
      assertThat(caller.post(path, body).status()).as(body).isEqualTo(400);
    }
    assertThat(caller.post(path, "{\"score\":" + " ".repeat(5_000) + "1}").status()).isEqualTo(413);
    assertThat(caller.get(path).status()).isEqualTo(405);
    assertThat(caller.post("/v1/decisions/dec-none/feedback", "{\"score\":1}").status())
        .isEqualTo(404);
  }

  private JsonNode outcomeOf(String decision) throws InterruptedException {
    return outcome("shadow-" + decision);
  }

  private JsonNode outcome(String id) throws InterruptedException {
    MemoryPublisher.Published published =
        MemoryPublisher.await(
                () -> events.all().stream().filter(e -> e.event().id().equals(id)).toList())
            .get(0);
    assertThat(published.topic()).isEqualTo("signalbox.outcomes");
    return published.data();
  }

  private static boolean isOf(JsonNode cost, String decision) {
    return cost.get("x_DecisionId").asText().equals(decision);
  }

  private static <T> List<T> atLeast(int count, List<T> found) {
    return found.size() < count ? List.of() : found;
  }
}
