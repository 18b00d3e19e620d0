package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PoolResourcesTest {
  private final PoolResources resources = new PoolResources(Map.of(), PriceBook::shipped);
  private final Map<String, String> documents = new TreeMap<>();

  @BeforeEach
  void takeAGoodPool() {
    for (String document : Documents.GOOD.split("---\n", -1)) {
      documents.put(
          line(document, "kind: ") + "/" + line(document.split("metadata:", -1)[1], "name: "),
          document);
    }
    assertThat(documents).containsOnlyKeys("Model/gpt-4o", "Model/local", "Route/auto");
    assertThat(resources.read(documents).refused()).isEmpty();
  }

  @Test
  void shouldTakeTheSameVersionAsAFileWithTheSameContent() {
    assertThat(resources.read(documents).pool().orElseThrow().version())
        .isEqualTo(Documents.accepted(Documents.GOOD).version());
  }

  @Test
  void shouldKeepTheLastGoodContentOfABadDocumentAndTakeTheOthers() {
    documents.compute("Route/auto", (id, text) -> text.replace("\"1.5\"", "cheapest"));
    documents.compute("Model/gpt-4o", (id, text) -> text.replace("2.50", "2.49"));

    PoolResources.Reading reading = resources.read(documents);

    PoolSnapshot pool = reading.pool().orElseThrow();
    assertThat(pool.model("gpt-4o").orElseThrow().price().rates().input().picoUsdPerToken())
        .isEqualTo(2_490_000);
    assertThat(pool.route("auto")).isEqualTo(Documents.accepted(Documents.GOOD).route("auto"));
    assertThat(reading.refused())
        .singleElement()
        .satisfies(
            violation ->
                assertThat(violation.sentence())
                    .startsWith("kubernetes: Route/auto spec.mode: is quality, balanced, cost"));
  }

  private String document(String id) {
    return Objects.requireNonNull(documents.get(id));
  }

  @Test
  void shouldLeaveOutADocumentThatNeverWasGood() {
    documents.put(
        "Route/new", document("Route/auto").replace("auto", "new").replace("gpt-4o", "gpt-9"));

    PoolResources.Reading reading = resources.read(documents);

    assertThat(reading.pool().orElseThrow().routes()).containsOnlyKeys("auto");
    assertThat(reading.refused())
        .allSatisfy(violation -> assertThat(violation.path()).startsWith("Route/new "));
  }

  @Test
  void shouldStayAsItIsWhenAModelGoesThatARouteNeeds() {
    documents.remove("Model/local");

    PoolResources.Reading reading = resources.read(documents);

    assertThat(reading.pool()).isEmpty();
    assertThat(reading.refused())
        .extracting(Violation::reason)
        .contains("lists local, which is no Model here");
  }

  @Test
  void shouldStayAsItIsWhenEverythingIsGone() {
    assertThat(resources.read(Map.of()).pool()).isEmpty();
  }

  @Test
  void shouldStayAsItIsWhenADocumentIsTooLong() {
    documents.put("Model/long", "x".repeat(YamlText.MOST_CHARACTERS + 1));

    assertThat(resources.read(documents).pool()).isEmpty();
  }

  private static String line(String document, String key) {
    return document.split(key, 2)[1].split("\n", 2)[0];
  }
}
