package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.pricing.PriceBasis;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolDocumentsTest {
  @Test
  void shouldReadAModelExactly() {
    Model model = Documents.accepted(Documents.GOOD).model("gpt-4o").orElseThrow();

    assertThat(model.upstream())
        .isEqualTo(
            new Upstream.OpenAi(
                java.net.URI.create("https://api.openai.com/v1"),
                "gpt-4o-2024-08-06",
                new Credential.FromEnvironment("OPENAI_API_KEY"),
                Map.of()));
    assertThat(model.price().rates().input()).isEqualTo(new TokenPrice(2_500_000));
    assertThat(model.price().rates().cachedInput()).isEqualTo(new TokenPrice(1_250_000));
    assertThat(model.price().rates().output()).isEqualTo(new TokenPrice(10_000_000));
    assertThat(model.capabilities().takesImages()).isTrue();
    assertThat(model.ability()).isEqualTo(new Ability("gpt-4o-2024-08-06", 0.83, 0.95));
    assertThat(model.enabled()).isTrue();
    assertThat(model.simulated()).isFalse();
  }

  @Test
  void shouldAmortiseANodeHourRoundedUpToThePicoDollar() {
    Model model = Documents.accepted(Documents.GOOD).model("local").orElseThrow();

    assertThat(model.price().basis())
        .isEqualTo(
            new PriceBasis.Amortised(Money.ofUsd(new BigDecimal("0.08")), 3_000_000, 1_000_000));
    assertThat(model.price().rates().input()).isEqualTo(new TokenPrice(26_667));
    assertThat(model.price().rates().output()).isEqualTo(new TokenPrice(80_000));
    assertThat(model.upstream()).isEqualTo(new Upstream.WorkersWith(Map.of("pool", "cpu"), ""));
  }

  @Test
  void shouldReadARouteAndItsBand() {
    PoolSnapshot pool = Documents.accepted(Documents.GOOD);

    Route route = pool.route("auto").orElseThrow();

    assertThat(route.mode()).isEqualTo(new Mode("1.5", 1.5));
    assertThat(route.models()).containsExactly("local", "gpt-4o");
    assertThat(pool.resolve("auto")).isEqualTo(new PoolSnapshot.Target.ByRoute(route));
    assertThat(pool.resolve("gpt-4o")).isInstanceOf(PoolSnapshot.Target.ByModel.class);
    assertThat(pool.resolve("gpt-5")).isEqualTo(new PoolSnapshot.Target.Unknown("gpt-5"));
  }

  @Test
  void shouldAddAModelToNoRouteByItself() {
    String another = Documents.GOOD + "---\n" + model("gpt-5");

    PoolSnapshot pool = Documents.accepted(another);

    assertThat(pool.models()).containsKey("gpt-5");
    assertThat(pool.route("auto").orElseThrow().models()).doesNotContain("gpt-5");
  }

  @ParameterizedTest(name = "{0} → {1} is refused as: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          inputPerMillion: 2.50  | inputPerMillio: 2.50           | pool.yaml:17: Model/gpt-4o spec.price.inputPerMillion: is missing
          inputPerMillion: 2.50  | inputPerMillio: 2.50           | pool.yaml:21: Model/gpt-4o spec.price.inputPerMillio: is not a known field
          inputPerMillion: 2.50  | inputPerMillion: "2.50"        | pool.yaml:21: Model/gpt-4o spec.price.inputPerMillion: is a number, without quotes
          inputPerMillion: 2.50  | inputPerMillion: unknown       | pool.yaml:21: Model/gpt-4o spec.price.inputPerMillion: is a number, without quotes
          inputPerMillion: 2.50  | inputPerMillion:               | pool.yaml:21: Model/gpt-4o spec.price.inputPerMillion: is missing
          inputPerMillion: 2.50  | inputPerMillion: -1            | pool.yaml:21: Model/gpt-4o spec.price.inputPerMillion: is between 0 and 1000, not -1
          inputPerMillion: 2.50  | inputPerMillion: 0.0000001     | pool.yaml:21: Model/gpt-4o spec.price.inputPerMillion: has more than 6 decimals
          outputPerMillion: 10   | outputPerMillion: [10]         | pool.yaml:23: Model/gpt-4o spec.price.outputPerMillion: is a single value
          cachedInputPerMillion: 1.25 | cachedInputPerMillion: 3  | pool.yaml:22: Model/gpt-4o spec.price.cachedInputPerMillion: is above inputPerMillion
          date: "2026-11-22"     | date: "soon"                   | pool.yaml:20: Model/gpt-4o spec.price.date: is a day such as 2026-11-22
          version: "2024-08-06"  | version: 7                     | pool.yaml:18: Model/gpt-4o spec.price.version: is text: put 7 in quotes
          contextTokens: 128000  | contextTokens: 1.5             | pool.yaml:14: Model/gpt-4o spec.capabilities.contextTokens: is a whole number
          contextTokens: 128000  | contextTokens: 100             | pool.yaml:15: Model/gpt-4o spec.capabilities.maxOutputTokens: is above contextTokens
          tools: true            | tools: yes                     | pool.yaml:12: Model/gpt-4o spec.capabilities.tools: is true or false
          input: [text, image]   | input: [image]                 | pool.yaml:11: Model/gpt-4o spec.capabilities.input: lists text: there is no request without it
          input: [text, image]   | input: [text, audio]           | pool.yaml:11: Model/gpt-4o spec.capabilities.input: lists text and image, not audio
          input: [text, image]   | input: [text]                  | pool.yaml:16: Model/gpt-4o spec.capabilities.tokensPerImage: is not a known field
          zone: external         | zone: Moon base                | pool.yaml:24: Model/gpt-4o spec.zone: is a label of lower-case letters, digits and dashes
          vision: 0.95           | vision: 95                     | pool.yaml:25: Model/gpt-4o spec.ability.vision: is between 0 and 1, not 95
          kind: Route            | kind: Rout                     | pool.yaml:46: document 3 kind: is Model or Route, not Rout
          name: auto             | name: Auto!                    | pool.yaml:48: document 3 metadata.name: is lower-case letters, digits, dashes and dots, as Kubernetes has it
          models: [local, gpt-4o] | models: [local, gpt-4o, nope] | pool.yaml:50: Route/auto spec.models: lists nope, which is no Model here
          models: [local, gpt-4o] | models: [gpt-4o, gpt-4o]      | pool.yaml:50: Route/auto spec.models: lists gpt-4o twice
          models: [local, gpt-4o] | models: []                    | pool.yaml:50: Route/auto spec.models: is a list of at least one
          mode: "1.5"            | mode: fast                     | pool.yaml:51: Route/auto spec.mode: is quality, balanced, cost, or a loss of 0 to 100 points in quotes, such as "1.5"
          mode: "1.5"            | mode: 1.5                      | pool.yaml:51: Route/auto spec.mode: is text: put 1.5 in quotes
          reference: [gpt-4o]    | reference: [gpt-4]             | pool.yaml:52: Route/auto spec.reference: lists gpt-4, which is no Model here
          reference: [gpt-4o]    | fallbacks: [gpt-4o]            | pool.yaml:49: Route/auto spec.reference: is missing
          reference: [gpt-4o]    | fallbacks: [gpt-4o]            | pool.yaml:52: Route/auto spec.fallbacks: lists gpt-4o, which is among the route's models already
          safe: [gpt-4o]         | safe: [gpt-4]                  | pool.yaml:53: Route/auto spec.safe: lists gpt-4, which is not among the route's models
          zones: [edge, external] | zones: [moon]                 | pool.yaml:54: Route/auto spec.zones: lists moon, where no model runs
          apiKeyEnv: OPENAI_API_KEY | apiKeyEnv: sk-abc-123       | pool.yaml:7: Model/gpt-4o spec.upstream.openai.apiKeyEnv: is the name of an environment variable, not the key
          apiKeyEnv: OPENAI_API_KEY | headers: {Authorization: x} | pool.yaml:7: Model/gpt-4o spec.upstream.openai.headers: holds a secret; use apiKeyEnv or apiKeyFile
          https://api.openai.com/v1/ | https://a:b@openai.com     | pool.yaml:7: Model/gpt-4o spec.upstream.openai.baseUrl: is an http or https address without credentials, query or fragment
          https://api.openai.com/v1/ | file:///etc/passwd         | pool.yaml:7: Model/gpt-4o spec.upstream.openai.baseUrl: is an http or https address without credentials, query or fragment
          selector: {pool: cpu}  | address: nowhere               | pool.yaml:33: Model/local spec.upstream.worker.address: is host:port, such as 127.0.0.1:8082
          amortised: {perNodeHour: 0.08 | amortised: {perNode: 0.08 | pool.yaml:41: Model/local spec.price.amortised.perNodeHour: is missing
          """)
  void shouldRefuseWithPathLineAndReason(String good, String bad, String sentence) {
    assertThat(Documents.GOOD).contains(good);

    List<String> sentences = Documents.refused(Documents.GOOD.replace(good, bad));

    assertThat(sentences).contains(sentence);
  }

  @Test
  void shouldReadHowManyAnswersAreComparedAndAtWhatCost() {
    PoolSnapshot pool =
        Documents.accepted(
            Documents.GOOD
                + "  parity: {share: 0.05, dailyCapUsd: 1.5, judge: [gpt-4o], seed: \"7\"}\n");

    assertThat(pool.route("auto").orElseThrow().parity())
        .contains(new Parity(0.05, Money.ofUsd(new BigDecimal("1.5")), List.of("gpt-4o"), "7"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {dailyCapUsd: 1, judge: [gpt-4o]}                        | spec.parity.share: is missing
          {share: 0, dailyCapUsd: 1, judge: [gpt-4o]}              | spec.parity.share: is between 0.000001 and 1, not 0
          {share: 1, judge: [gpt-4o]}                              | spec.parity.dailyCapUsd: is missing
          {share: 1, dailyCapUsd: 1}                               | spec.parity.judge: is missing
          {share: 1, dailyCapUsd: 1, judge: [nobody]}              | spec.parity: lists nobody, which is no Model here
          {share: 1, dailyCapUsd: 1, judge: [gpt-4o], shre: 1}     | spec.parity.shre: is not a known field
          """)
  void shouldRefuseAComparisonThatIsNotSaidInFull(String parity, String sentence) {
    assertThat(Documents.refused(Documents.GOOD + "  parity: " + parity + "\n"))
        .anySatisfy(refused -> assertThat(refused).endsWith(sentence));
  }

  @Test
  void shouldReadAFloorAndRefuseOneThatIsNone() {
    assertThat(
            Documents.accepted(Documents.GOOD + "  floor: {shipShare: 0.5}\n")
                .route("auto")
                .orElseThrow()
                .floor())
        .contains(Floor.ofShipShare(0.5));
    assertThat(
            Documents.accepted(
                    Documents.GOOD
                        + "  parity: {share: 0.05, dailyCapUsd: 1.5, judge: [gpt-4o]}\n"
                        + "  floor: {lossPoints: 2}\n")
                .route("auto")
                .orElseThrow()
                .floor())
        .contains(Floor.ofLossPoints(2));
    assertThat(Documents.refused(Documents.GOOD + "  floor: {lossPoints: 2}\n"))
        .anySatisfy(
            violation ->
                assertThat(violation.toString())
                    .contains("spec.floor.lossPoints: needs parity beside the floor"));
    assertThat(Documents.refused(Documents.GOOD + "  floor: {}\n"))
        .anySatisfy(
            violation ->
                assertThat(violation.toString())
                    .contains("spec.floor.shipShare: is missing, and so is lossPoints"));
    assertThat(Documents.refused(Documents.GOOD + "  floor: {shipShare: 1.5}\n"))
        .anySatisfy(
            refused ->
                assertThat(refused)
                    .endsWith("spec.floor.shipShare: is between 0.0001 and 1, not 1.5"));
  }

  @Test
  void shouldReportEverythingThatIsWrongAtOnce() {
    String bad =
        Documents.GOOD.replace("zone: external", "zone: X").replace("provider: us", "provder: us");

    assertThat(Documents.refused(bad)).hasSize(4); // zone, provider twice, and the route's zone
  }

  @Test
  void shouldRefuseADuplicate() {
    assertThat(Documents.refused(Documents.GOOD + "---\n" + model("local")))
        .containsExactly("pool.yaml:58: Model/local: is there twice");
  }

  @Test
  void shouldRefuseAPoolWithoutModels() {
    assertThat(Documents.refused("")).containsExactly("pool.yaml: has no Model");
    assertThat(Documents.refused("# nothing yet\n---\n"))
        .containsExactly("pool.yaml: has no Model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: &x [1]\\nb: *x       | pool.yaml:1: uses an anchor; write the value out
          a: !!java.net.URL [x]   | pool.yaml:1: uses the tag tag:yaml.org,2002:java.net.URL; plain YAML only
          a: 1\\na: 2             | pool.yaml:2: has the key a twice
          ? [a]\\n: b             | pool.yaml:1: has a key that is no text
          """)
  void shouldRefuseYamlThatIsMoreThanJson(String text, String sentence) {
    assertThat(Documents.refused(text.replace("\\n", "\n"))).containsExactly(sentence);
  }

  @Test
  void shouldSayWhereTheYamlBreaks() {
    assertThat(Documents.refused("a: b\nc: [1, 2\nd: e\n"))
        .singleElement()
        .asString()
        .startsWith("pool.yaml:3: is no YAML: ");
  }

  @Test
  void shouldBoundDepthAndLength() {
    assertThat(Documents.refused("[".repeat(5_000))).hasSize(1);
    assertThat(Documents.refused("a".repeat(YamlText.MOST_CHARACTERS + 1)))
        .containsExactly("pool.yaml: is longer than 1048576 characters");
  }

  @Test
  void shouldKeepItsVersionForTheSameContentAndChangeItForAnother() {
    String version = Documents.accepted(Documents.GOOD).version();
    String sameContent =
        "# a comment\n"
            + Documents.GOOD
                .replace("inputPerMillion: 2.50", "inputPerMillion: 2.5")
                .replace("zone: edge", "zone: \"edge\"");

    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(Documents.accepted(sameContent).version()).isEqualTo(version);
    assertThat(Documents.accepted(Documents.GOOD.replace("2.50", "2.51")).version())
        .isNotEqualTo(version);
  }

  @Test
  void shouldEnableAModelByItsVariable() {
    String gated =
        Documents.GOOD
            .replace("  zone: external", "  enabledWhen: {env: OPENAI_API_KEY}\n  zone: external")
            .replace("  zone: edge", "  enabledWhen: {envAbsent: OPENAI_API_KEY}\n  zone: edge");

    PoolSnapshot without = accepted(gated, Map.of("OPENAI_API_KEY", " "));
    PoolSnapshot with = accepted(gated, Map.of("OPENAI_API_KEY", "sk-x"));

    assertThat(without.enabledModels()).extracting(Model::name).containsExactly("local");
    assertThat(with.enabledModels()).extracting(Model::name).containsExactly("gpt-4o");
    assertThat(without.resolve("gpt-4o"))
        .isEqualTo(
            new PoolSnapshot.Target.Disabled(
                without.model("gpt-4o").orElseThrow(), "OPENAI_API_KEY is not set"));
    assertThat(with.version()).isNotEqualTo(without.version());
    assertThat(with.toString()).doesNotContain("sk-x");
  }

  @Test
  void shouldReadAnApiServersObjectAsJson() {
    String json =
        """
        {"apiVersion": "signalbox.dev/v1alpha1", "kind": "Model",
         "metadata": {"name": "m", "uid": "1", "generation": 3, "labels": {"a": "b"}},
         "spec": {"upstream": {"worker": {"address": "[::1]:8082"}}, "provider": "p", "publisher": "p",
          "capabilities": {"input": ["text"], "contextTokens": 10, "maxOutputTokens": 5},
          "price": {"version": "1", "source": "s", "date": "2026-11-22", "inputPerMillion": 0, "outputPerMillion": 1E-6},
          "zone": "edge", "ability": {"text": 0.5}},
         "status": {"conditions": []}}
        """;

    Model model = Documents.accepted(json).model("m").orElseThrow();

    assertThat(model.upstream()).isEqualTo(new Upstream.WorkerAt("[::1]", 8082, ""));
    assertThat(model.price().rates().input()).isEqualTo(new TokenPrice(0));
    assertThat(model.price().rates().output()).isEqualTo(new TokenPrice(1));
  }

  @Property(tries = 300, seed = "1")
  void shouldNeverThrowOnMutilatedDocuments(
      @ForAll @IntRange(max = 1_700) int at, @ForAll @StringLength(max = 12) String with) {
    int start = Math.min(at, Documents.GOOD.length());
    int end = Math.min(start + with.length(), Documents.GOOD.length());

    PoolReading reading =
        Documents.read(Documents.GOOD.substring(0, start) + with + Documents.GOOD.substring(end));

    assertThat(reading).isNotNull();
  }

  private static PoolSnapshot accepted(String text, Map<String, String> environment) {
    if (PoolDocuments.parse(text, "pool.yaml", environment)
        instanceof PoolReading.Accepted(PoolSnapshot pool)) {
      return pool;
    }
    throw new AssertionError("refused");
  }

  private static String model(String name) {
    String first = Documents.GOOD.substring(0, Documents.GOOD.indexOf("---"));
    return first.replace("name: gpt-4o\n", "name: " + name + "\n");
  }
}
