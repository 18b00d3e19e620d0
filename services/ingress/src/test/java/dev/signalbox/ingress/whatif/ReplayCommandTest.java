package dev.signalbox.ingress.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReplayCommandTest {
  @TempDir Path folder;
  private Path decisions;
  private Path pool;
  private final StringWriter report = new StringWriter();
  private final StringWriter complaints = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    pool =
        Files.writeString(
            folder.resolve("pool.yaml"), model("small", "1.00") + model("large", "10.00") + ROUTE);
    // 1000 tokens in and 100 out: $0.0011 on small, $0.011 on large
    decisions =
        Files.write(
            folder.resolve("decisions.jsonl"),
            List.of(
                decision("dec-2", "large", false),
                decision("dec-1", "large", false),
                decision("dec-3", "large", true),
                "not a decision"));
  }

  @Test
  void shouldSayWhatAnotherModeWouldHaveSavedAndLost() {
    assertThat(replay("--mode", "cost")).as(complaints.toString()).isZero();

    assertThat(report.toString())
        .contains("2 decisions under pool")
        .contains("mode cost")
        .contains("would differ:   2 (100.0%)")
        .contains("$0.022 -> $0.0022: saved $0.0198 (90.0%)")
        .contains("95.00% -> 90.00% expected: lost 5.00 points (over 2)")
        .contains("small                                 0          2");
    assertThat(complaints.toString()).contains("1 records are no decisions");
  }

  @Test
  void shouldSayWhatOtherPricesWouldHaveCost() throws IOException {
    Files.writeString(pool, model("small", "1.00") + model("large", "30.00") + ROUTE);

    assertThat(replay()).isZero();

    assertThat(report.toString())
        .contains("would differ:   0 (0.0%)")
        .contains("$0.022 -> $0.066: dearer by $0.044 (200.0%)");
  }

  @Test
  void shouldLeaveOutWhatThePoolCannotServe() throws IOException {
    Files.writeString(pool, model("small", "1.00") + model("large", "1.00"));

    assertThat(replay()).isZero();

    assertThat(report.toString()).contains("left out:       2: the pool has no auto");
  }

  @Test
  void shouldRefuseWhatItCannotUse() throws IOException {
    assertThat(replay("--mode", "fastest")).isEqualTo(2);
    assertThat(replay("--limit", "0")).isEqualTo(2);
    Files.writeString(pool, "kind: Nonsense");
    assertThat(replay()).isEqualTo(2);
    assertThat(complaints.toString()).contains("pool.yaml:1: ");
  }

  @Test
  void shouldKeepTheNewestWithinTheLimit() {
    assertThat(replay("--limit", "1", "--dry-runs", "--out", folder.resolve("out").toString()))
        .isZero();

    assertThat(folder.resolve("out")).content().contains("dec-3").doesNotContain("dec-1");
  }

  @Test
  void shouldReadOffsetsAsItWritesThem() {
    Map<Integer, DecisionTopic.Range> ranges = DecisionTopic.parse("0:10-25,1:0-7");

    assertThat(ranges).containsEntry(1, new DecisionTopic.Range(0, 7));
    assertThat(DecisionTopic.write(ranges)).isEqualTo("0:10-25,1:0-7");
  }

  private int replay(String... more) {
    CommandLine command =
        new CommandLine(new ReplayCommand())
            .setOut(new PrintWriter(report, true))
            .setErr(new PrintWriter(complaints, true));
    String[] arguments =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "--file", decisions.toString(), "--pool", pool.toString()),
                java.util.Arrays.stream(more))
            .toArray(String[]::new);
    return command.execute(arguments);
  }

  private static String decision(String id, String model, boolean dryRun) {
    return """
        {"decisionId":"%s","decidedAt":"2026-11-22T10:15:30.%sZ","tenant":"t","route":"auto","mode":"balanced",
         "model":"%s","referenceModel":"large","reason":"r","reasonCode":"best","simulated":false,"poolVersion":"p",
         "dryRun":%s,"facts":{"textTokens":1000,"images":0,"tools":0,"json":false,"stream":false,"maxOutputTokens":0},
         "classification":{"status":"answered","micros":100},
         "candidates":[
          {"model":"small","success":0.9,"lower":0.85,"upper":0.95,"outputTokens":100,"expectedCostNanoUsd":1100000,"basis":"outcomes"},
          {"model":"large","success":0.95,"lower":0.9,"upper":1,"outputTokens":100,"expectedCostNanoUsd":11000000,"basis":"outcomes"}],
         "weighing":{"operatingPoints":[{"lossPoints":0,"weightPerUsd":0.1},{"lossPoints":1,"weightPerUsd":1},
           {"lossPoints":2,"weightPerUsd":100}],"carriedOver":false,"alternatives":[]}}
        """
        .formatted(id, id.substring(4), model, dryRun)
        .replace("\n", " ");
  }

  private static final String ROUTE =
      """
      ---
      apiVersion: signalbox.dev/v1alpha1
      kind: Route
      metadata: {name: auto}
      spec: {models: [small, large], mode: balanced, reference: [large], safe: [large]}
      """;

  private static String model(String name, String usdPerMillion) {
    return """
    ---
    apiVersion: signalbox.dev/v1alpha1
    kind: Model
    metadata: {name: %s}
    spec:
      upstream: {openai: {baseUrl: "http://127.0.0.1:1/v1", model: m}}
      provider: p
      publisher: p
      capabilities: {input: [text], contextTokens: 100000, maxOutputTokens: 4096}
      price: {version: "1", source: none, date: "2026-11-22", inputPerMillion: %s, outputPerMillion: %s}
      zone: cluster
      ability: {text: 0.5}
    """
        .formatted(name, usdPerMillion, usdPerMillion);
  }
}
