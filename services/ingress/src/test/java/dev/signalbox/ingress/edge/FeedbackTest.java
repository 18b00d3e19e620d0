package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Grades of decisions that another replica made, or that none is known to have made. */
@QuarkusTest
class FeedbackTest extends EdgeTest {
  @ConfigProperty(name = "fake.verdict")
  String verdict;

  @AfterEach
  void mend() throws Exception {
    control("back");
  }

  @Test
  void shouldTakeAGradeOfAnotherReplicasDecisionOnce() throws Exception {
    String decision = "dec_" + UUID.randomUUID();
    control("decision?tenant=acme&id=" + decision);

    Caller.Answer first = grade(decision, "{\"thumbs\":\"up\"}");
    Caller.Answer other = grade(decision, "{\"thumbs\":\"down\"}");
    Caller.Answer stranger =
        new Caller(base, fake, Edge.PRIVATE_KEY)
            .post("/v1/decisions/" + decision + "/feedback", "{\"thumbs\":\"up\"}");

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    assertThat(other.errorCode()).isEqualTo("feedback_given");
    assertThat(stranger.status()).isEqualTo(404);
    List<JsonNode> outcomes =
        MemoryPublisher.await(
                () ->
                    events.all().stream()
                        .filter(event -> event.event().id().equals("feedback-" + decision))
                        .toList())
            .stream()
            .map(MemoryPublisher.Published::data)
            .toList();
    assertThat(outcomes)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.get("model").asText()).isEqualTo("made-elsewhere");
              assertThat(outcome.get("predictedSuccess").asDouble()).isEqualTo(0.75);
              assertThat(outcome.get("classifierVersion").asText()).isEqualTo("v9");
              assertThat(outcome.get("score").asDouble()).isEqualTo(1);
            });
  }

  @Test
  void shouldTakeWhatItRemembersWhileVerdictIsAwayAndAskForPatienceOtherwise() throws Exception {
    String own = caller.plain("ok-primary", "Hello?").header("x-signalbox-decision");
    control("away");

    Caller.Answer remembered = grade(own, "{\"score\":0.5}");
    Caller.Answer other = grade(own, "{\"score\":0.75}");
    Caller.Answer unknown = grade("dec_of_another_replica", "{\"score\":0.5}");

    assertThat(remembered.status()).as(remembered.body()).isEqualTo(200);
    assertThat(other.errorCode()).isEqualTo("feedback_given");
    assertThat(unknown.status()).isEqualTo(503);
    assertThat(unknown.header("retry-after")).isEqualTo("5");
  }

  private Caller.Answer grade(String decision, String body) throws Exception {
    return caller.post("/v1/decisions/" + decision + "/feedback", body);
  }

  private void control(String what) throws Exception {
    Caller.send(HttpRequest.newBuilder(URI.create(verdict + "/control/" + what)).build());
  }
}
