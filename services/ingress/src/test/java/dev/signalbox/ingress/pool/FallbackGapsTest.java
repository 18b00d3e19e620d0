package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FallbackGapsTest {
  @Test
  void shouldFindNothingWhereEveryRequestHasASecondModel() {
    assertThat(
            gaps(model("a", "one", true, true), model("b", "two", true, true), route("a, b", "")))
        .isEmpty();
  }

  @Test
  void shouldSayThatARouteHasNothingToFallBackTo() {
    assertThat(gaps(model("a", "one", true, true), route("a", "")))
        .containsExactly("Route/auto has nothing to fall back to behind a");
  }

  @Test
  void shouldNotTakeAModelThatIsOffOrOutsideTheZonesForAFallback() {
    String off =
        model("b", "two", true, true).replace("spec:", "spec:\n  enabledWhen: {env: NO_SUCH}");
    String elsewhere = model("c", "three", true, true).replace("zone: cluster", "zone: external");

    assertThat(
            gaps(
                model("a", "one", true, true),
                off,
                elsewhere,
                route("a, b, c", "zones: [cluster]")))
        .containsExactly("Route/auto has nothing to fall back to behind a");
  }

  @Test
  void shouldSayThatModelsAtOnePlaceFailAsOne() {
    assertThat(
            gaps(model("a", "one", true, true), model("b", "one", true, true), route("a, b", "")))
        .containsExactly("Route/auto has all its models at http://one/v1: they fail as one");
  }

  @Test
  void shouldNameTheModelThatAloneDoesWhatMayBeAskedFor() {
    assertThat(
            gaps(model("a", "one", true, true), model("b", "two", false, true), route("a, b", "")))
        .containsExactly("Route/auto: only a calls tools");
  }

  @Test
  void shouldCountFallbacksThatAreNoMembers() {
    assertThat(
            gaps(
                model("a", "one", true, true),
                model("b", "two", true, true),
                route("a", "fallbacks: [b]")))
        .isEmpty();
  }

  private static java.util.List<String> gaps(String... documents) {
    return FallbackGaps.of(Documents.accepted(String.join("---\n", documents)));
  }

  private static String model(String name, String host, boolean tools, boolean json) {
    return """
    apiVersion: signalbox.dev/v1alpha1
    kind: Model
    metadata: {name: %s}
    spec:
      upstream: {openai: {baseUrl: "http://%s/v1", model: m}}
      provider: fake
      publisher: fake
      capabilities: {input: [text], tools: %s, json: %s, contextTokens: 100, maxOutputTokens: 10}
      price: {version: "1", source: a test, date: "2026-11-22", inputPerMillion: 1, cachedInputPerMillion: 1, outputPerMillion: 1}
      zone: cluster
      ability: {text: 0.5}
    """
        .formatted(name, host, tools, json);
  }

  private static String route(String models, String more) {
    return """
    apiVersion: signalbox.dev/v1alpha1
    kind: Route
    metadata: {name: auto}
    spec:
      models: [%s]
      reference: [a]
      safe: [a]
      %s
    """
        .formatted(models, more);
  }
}
