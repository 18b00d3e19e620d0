package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The models, for a client that speaks Anthropic's API. */
@QuarkusTest
class MessagesModelsTest extends EdgeTest {
  private static final String[] VERSION = {"anthropic-version", "2023-06-01"};

  private JsonNode page(String query) throws Exception {
    Caller.Answer answer = caller.get("/v1/models" + query, VERSION);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("data").forEach(model -> ids.add(model.get("id").asText()));
    return ids;
  }

  @Test
  void shouldListWhatOpenAisClientsSeeInAnthropicsShapeAndPages() throws Exception {
    // given
    List<String> all = ids(caller.get("/v1/models").json());

    // when
    JsonNode page = page("");
    List<String> seen = new ArrayList<>(ids(page));
    assertThat(page.get("first_id").asText()).isEqualTo(all.getFirst());
    while (page.get("has_more").asBoolean()) {
      page = page("?limit=7&after_id=" + page.get("last_id").asText());
      seen.addAll(ids(page));
    }

    // then
    assertThat(seen).isEqualTo(all).hasSizeGreaterThan(20);
    assertThat(page("").get("data")).hasSize(20);
    JsonNode back = page("?limit=2&before_id=" + all.get(5));
    assertThat(ids(back)).isEqualTo(all.subList(3, 5));
    JsonNode model = page("?limit=1").at("/data/0");
    assertThat(model.get("type").asText()).isEqualTo("model");
    assertThat(model.get("display_name").asText()).isEqualTo(all.getFirst());
    assertThat(Instant.parse(model.get("created_at").asText())).isEqualTo(Instant.EPOCH);
    assertThat(model.has("object")).isFalse();
  }

  @Test
  void shouldShowOneAndSayInItsWordsWhichThereIsNot() throws Exception {
    JsonNode one = caller.get("/v1/models/see", VERSION).json();
    assertThat(one.get("type").asText()).isEqualTo("model");
    assertThat(one.get("id").asText()).isEqualTo("see");
    assertThat(one.at("/signalbox/kind").asText()).isEqualTo("model");

    Caller.Answer none = caller.get("/v1/models/nope", VERSION);
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.json().at("/error/type").asText()).isEqualTo("not_found_error");
    Caller.Answer nowhere = caller.get("/v1/models?after_id=nope", VERSION);
    assertThat(nowhere.status()).isEqualTo(400);
    assertThat(nowhere.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
  }
}
