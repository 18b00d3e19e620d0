package dev.signalbox.ingress.edge;

import dev.signalbox.ingress.LocalServers;
import dev.signalbox.testing.Scratch;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Starts the fakes, writes keys and a pool that leads to them, and points the ingress there. */
public final class Edge implements QuarkusTestResourceLifecycleManager {
  static final String KEY = "sk-test-canary-5f2b";
  static final String CACHING_KEY = "sk-test-canary-c4c4";
  static final String PRIVATE_KEY = "sk-test-canary-9a9a";
  static final String UPSTREAM_KEY = "upstream-canary-77ab";

  /**
   * What a test waits for that is about silence, and what every other has for a machine that
   * pauses.
   */
  private static final String LONG = "10s";

  /**
   * Behaviours of {@link FakeUpstream} that have a route of their own: a primary that behaves so,
   * and a backup that is well.
   */
  private static final List<String> BEHAVIOURS =
      List.of(
          "ok",
          "calls",
          "reset",
          "silent",
          "error-200",
          "error-at-once",
          "busy",
          "broken",
          "picky",
          "stranger",
          "garbage",
          "whole-to-stream",
          "cut",
          "stall",
          "garbage-inside",
          "error-inside",
          "endless",
          "firehose",
          "slow-first",
          "no-usage",
          "no-done",
          "no-blank-line",
          "crlf",
          "drip",
          "stepped",
          "opens");

  private Vertx vertx;

  @Override
  public Map<String, String> start() {
    vertx = Vertx.vertx();
    try {
      Path directory = Scratch.folder("edge");
      Path key = Files.writeString(directory.resolve("upstream.key"), UPSTREAM_KEY + "\n");
      FakeUpstream upstream = new FakeUpstream(vertx);
      FakeAnthropic anthropic = new FakeAnthropic(vertx);
      FakeMachines machines = new FakeMachines(vertx);
      FakeVerdict verdict = new FakeVerdict(vertx);
      Path keys =
          Files.writeString(
              directory.resolve("keys.yaml"),
              "keys:\n  - {id: key-1, tenant: acme, sha256: "
                  + sha256(KEY)
                  + "}\n  - {id: key-2, tenant: cachers, sha256: "
                  + sha256(CACHING_KEY)
                  + "}\n  - {id: key-3, tenant: secretive, sha256: "
                  + sha256(PRIVATE_KEY)
                  + "}\n");
      Path pool =
          Files.writeString(
              directory.resolve("pool.yaml"),
              pool(upstream, anthropic.port(), machines.port(), key));
      Map<String, String> config = new HashMap<>();
      config.put("fake.upstream", "http://127.0.0.1:" + upstream.port());
      config.put("fake.anthropic", "http://127.0.0.1:" + anthropic.port());
      config.put("fake.pool", pool.toString());
      config.put("fake.verdict", "http://127.0.0.1:" + verdict.port());
      config.put("signalbox.ingress.control.address", "127.0.0.1:" + verdict.port());
      config.put("signalbox.ingress.control.snapshot", directory.resolve("access.bin").toString());
      config.put("signalbox.ingress.parity.private-tenants", "secretive");
      config.put("quarkus.http.test-port", "0");
      config.put("signalbox.ingress.keys.file", keys.toString());
      config.put("signalbox.ingress.pool.file", pool.toString());
      config.put("signalbox.ingress.events.spool", directory.resolve("spool").toString());
      config.put("signalbox.ingress.classifier.port", Integer.toString(machines.port()));
      config.put("signalbox.ingress.classifier.deadline", LONG);
      // Its fakes answer the same question one way now and another way the next moment.
      config.put("signalbox.ingress.classifier.remember", "0s");
      config.put("signalbox.ingress.upstreams.connect-timeout", LONG);
      config.put("signalbox.ingress.upstreams.first-byte-timeout", LONG);
      config.put("signalbox.ingress.upstreams.idle-timeout", LONG);
      config.put("signalbox.ingress.upstreams.cool-down", "60s");
      config.put("signalbox.ingress.streams.ping-interval", "150ms");
      config.put("signalbox.ingress.warm-up", "300ms");
      config.put("signalbox.ingress.limits.body-bytes", "2000000");
      config.put("signalbox.ingress.limits.body-timeout", "60s");
      config.put("signalbox.ingress.control.patience", LONG);
      config.put("signalbox.ingress.pictures.allowed-networks", "127.0.0.0/8");
      config.put("signalbox.ingress.batches.directory", directory.resolve("batches").toString());
      config.put("signalbox.ingress.batches.file-bytes", "100000");
      config.put("signalbox.ingress.batches.backoff", "20ms");
      config.put("mp.messaging.incoming.job-results.enabled", "false");
      config.put("mp.messaging.incoming.verdicts.enabled", "false");
      config.put("mp.messaging.incoming.parity.enabled", "false");
      config.put("mp.messaging.incoming.placements.enabled", "false");
      config.put("mp.messaging.outgoing.placed.enabled", "false");
      config.put("signalbox.ingress.replay.cache-tenants", "cachers");
      config.put("signalbox.ingress.replay.answer-bytes", "20000");
      return config;
    } catch (Exception e) {
      throw new IllegalStateException("the edge's fakes do not start", e);
    }
  }

  private static String pool(FakeUpstream fake, int anthropic, int machines, Path key)
      throws IOException {
    StringBuilder pool = new StringBuilder();
    int upstream = fake.port();
    for (String behaviour : BEHAVIOURS) {
      String answered = behaviour.equals("opens") ? "broken" : behaviour;
      int port = behaviour.equals("stepped") ? fake.steppedPort() : upstream;
      pool.append(model(behaviour + "-primary", openAi(port, answered), "1.00", "2.00"));
      pool.append(model(behaviour + "-backup", openAi(upstream, "ok"), "10.00", "20.00"));
      pool.append(route(behaviour, behaviour + "-primary", behaviour + "-backup"));
    }
    pool.append(escalating(upstream, "unsteady", "dice", "ok", "samples: 3"));
    pool.append(escalating(upstream, "refusing", "refuses", "ok", "refusal: true"));
    pool.append(escalating(upstream, "lost", "refuses", "broken", "refusal: true"));
    pool.append(escalating(upstream, "abandoned", "refuses", "silent", "refusal: true"));
    pool.append(escalating(upstream, "passing", "ok", "ok", "leastChars: 5"));
    pool.append(compared(upstream, "compared", "dice", "judge", "1"));
    pool.append(blind(compared(upstream, "unseen", "dice", "judge", "1"), "unseen-judge"));
    pool.append(compared(upstream, "unread", "dice", "refuses", "1"));
    pool.append(compared(upstream, "unanswered", "broken", "judge", "1"));
    pool.append(compared(upstream, "capped", "dice", "judge", "0"));
    pool.append(compared(upstream, "beside-silence", "silent", "judge", "1"));
    pool.append(
        compared(upstream, "unreported", "no-usage", "no-usage", "1")
            .replace("  provider: fake", "  tokenizer: o200k_base\n  provider: fake"));
    pool.append(model("see", "worker:\n      address: 127.0.0.1:" + machines, "0.10", "0.30"));
    for (String behaviour : FakeAnthropic.BEHAVIOURS) {
      pool.append(
          model("claude-" + behaviour, anthropic(anthropic, behaviour, key), "1.00", "2.00"));
    }
    pool.append(route("claude-falls", "claude-overloaded", "ok-backup"));
    pool.append(
        model("ok-abroad", openAi(upstream, "ok"), "0.50", "1.00")
            .replace("zone: cluster", "zone: abroad"));
    pool.append(route("zoned", "ok-abroad", "ok-backup"));
    pool.append(route("at-home", "ok-abroad", "ok-backup") + "  zones: [cluster]\n");
    pool.append(model("azure-primary", azure(upstream, key), "1.00", "2.00"));
    pool.append(
        model("vectors", openAi(upstream, "vectors"), "1.00", "0")
            .replace("json: true", "json: true\n    embeddings: true"));
    pool.append(
        model(
            "puller",
            "worker:\n      address: 127.0.0.1:1\n      model: see-500m",
            "0.10",
            "0.30"));
    for (String behaviour : List.of("no-usage", "cut")) {
      pool.append(
          model("counted-" + behaviour, openAi(upstream, behaviour), "1.00", "2.00")
              .replace("  provider: fake", "  tokenizer: o200k_base\n  provider: fake"));
    }
    pool.append(model("gone", openAi(1, "gone"), "0.10", "0.30"));
    return pool.toString();
  }

  /** A route whose first model is checked and whose stronger one is no member. */
  private static String escalating(
      int upstream, String name, String first, String stronger, String check) {
    return model(name + "-first", openAi(upstream, first), "1.00", "2.00")
        + model(name + "-strong", openAi(upstream, stronger), "10.00", "20.00")
        + """
        ---
        apiVersion: signalbox.dev/v1alpha1
        kind: Route
        metadata:
          name: %s
        spec:
          models: [%s-first]
          reference: [%s-strong]
          safe: [%s-first]
          escalation:
            to: [%s-strong]
            checks:
              %s
        """
            .formatted(name, name, name, name, name, check);
  }

  /** A route whose every answer is compared with the reference's. */
  private static String compared(
      int upstream, String name, String reference, String judge, String cap) {
    return model(name + "-cheap", openAi(upstream, "ok"), "1.00", "2.00")
        + model(name + "-dear", openAi(upstream, reference), "10.00", "20.00")
        + model(name + "-judge", openAi(upstream, judge), "3.00", "4.00")
        + """
        ---
        apiVersion: signalbox.dev/v1alpha1
        kind: Route
        metadata:
          name: %s
        spec:
          models: [%s-cheap]
          reference: [%s-dear]
          safe: [%s-cheap]
          parity:
            share: 1
            dailyCapUsd: %s
            judge: [%s-judge]
            seed: test
        """
            .formatted(name, name, name, name, cap, name);
  }

  /** The same, with a model that takes no pictures. */
  private static String blind(String documents, String model) {
    int at = documents.indexOf("name: " + model);
    return documents.substring(0, at)
        + documents
            .substring(at)
            .replaceFirst("input: \\[text, image]", "input: [text]")
            .replaceFirst("    tokensPerImage: 12\n", "")
            .replaceFirst("    vision: 0.5\n", "");
  }

  private static String openAi(int port, String model) {
    return "openai:\n      baseUrl: http://127.0.0.1:" + port + "/v1\n      model: " + model;
  }

  private static String azure(int port, Path key) {
    return "azure:\n      endpoint: http://127.0.0.1:"
        + port
        + "\n      deployment: ok\n      apiVersion: \"2024-10-21\"\n      apiKeyFile: "
        + key;
  }

  private static String anthropic(int port, String model, Path key) {
    return "anthropic:\n      baseUrl: http://127.0.0.1:"
        + port
        + "/v1\n      model: "
        + model
        + "\n      apiKeyFile: "
        + key;
  }

  private static String model(String name, String upstream, String input, String output) {
    return """
    ---
    apiVersion: signalbox.dev/v1alpha1
    kind: Model
    metadata:
      name: %s
    spec:
      upstream:
        %s
      provider: fake
      publisher: fake
      capabilities:
        input: [text, image]
        tools: true
        json: true
        contextTokens: 100000
        maxOutputTokens: 4096
        tokensPerImage: 12
      price:
        version: "v1"
        source: a test
        date: "2026-11-22"
        inputPerMillion: %s
        cachedInputPerMillion: 0.10
        outputPerMillion: %s
      zone: cluster
      ability:
        text: 0.5
        vision: 0.5
    """
        .formatted(name, upstream.replace("\n      ", "\n      "), input, output);
  }

  static String route(String name, String primary, String backup) {
    return """
    ---
    apiVersion: signalbox.dev/v1alpha1
    kind: Route
    metadata:
      name: %s
    spec:
      models: [%s, %s]
      mode: balanced
      reference: [%s]
      safe: [%s]
    """
        .formatted(name, primary, backup, backup, backup);
  }

  private static String sha256(String key) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void stop() {
    try {
      LocalServers.await(vertx.close());
    } catch (Exception e) {
      throw new IllegalStateException("the edge's fakes do not stop", e);
    }
  }
}
