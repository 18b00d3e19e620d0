package dev.signalbox.ingress.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  @TempDir private Path directory;
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();

  @Test
  void shouldKnowAKeyByItsHashOnly() throws Exception {
    Path file = write("keys:\n  - {id: k1, tenant: acme, sha256: " + sha256("sk-one") + "}\n");

    try (KeyFile keys = watch(file)) {
      assertThat(keys.check("sk-one"))
          .isEqualTo(new KeyCheck.Valid(new ApiKey("k1", "acme", null)));
      assertThat(keys.check("sk-two")).isInstanceOf(KeyCheck.Refused.class);
    }
  }

  @Test
  void shouldRefuseAnExpiredKey() throws Exception {
    Path file =
        write(
            "keys:\n  - {id: k1, tenant: a, sha256: "
                + sha256("sk-old")
                + ", expires: 2026-11-22}\n  - {id: k2, tenant: a, sha256: "
                + sha256("sk-new")
                + ", expires: \"2026-11-22T00:00:01Z\"}\n");

    try (KeyFile keys = watch(file)) {
      assertThat(keys.check("sk-old")).isInstanceOf(KeyCheck.Refused.class);
      assertThat(keys.check("sk-new")).isInstanceOf(KeyCheck.Valid.class);
    }
  }

  @Test
  void shouldTakeAChangeWithinASecondAndKeepTheLastGoodKeys() throws Exception {
    Path file = write("keys:\n  - {id: k1, tenant: acme, sha256: " + sha256("sk-one") + "}\n");
    try (KeyFile keys = watch(file)) {
      assertThat(nextReport()).isEqualTo("1 API keys are in force");

      replace(file, "keys: [{id: broken}]");
      assertThat(nextReport()).contains("keys[0].sha256").contains("stay in force");
      assertThat(keys.check("sk-one")).isInstanceOf(KeyCheck.Valid.class);

      replace(file, "keys: []\n");
      assertThat(nextReport()).isEqualTo("0 API keys are in force");
      assertThat(keys.check("sk-one")).isInstanceOf(KeyCheck.Refused.class);

      Files.delete(file);
      assertThat(nextReport()).contains("can't be read");
      assertThat(keys.loaded()).isTrue();
    }
  }

  @Test
  void shouldSayThatItDoesNotKnowRatherThanRefuse() throws Exception {
    try (KeyFile keys = watch(directory.resolve("absent.yaml"))) {
      assertThat(keys.check("sk-one")).isEqualTo(new KeyCheck.Unavailable());
      assertThat(keys.loaded()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "keys: 7",
        "keys: [{id: a, tenant: b, sha256: zz}]",
        "keys: [{id: a, tenant: b, sha256: 00}]",
        "keys: [{id: a, tenant: b, key: sk-secret-canary, sha256: 00}]",
        "keys: [{tenant: b}]",
        "keys: [",
      })
  void shouldRefuseABadFileWithoutRepeatingIt(String text) throws Exception {
    try (KeyFile keys = watch(write(text))) {
      assertThat(keys.loaded()).isFalse();
      assertThat(nextReport()).doesNotContain("canary");
    }
  }

  private String nextReport() throws InterruptedException {
    String report = reports.poll(60, TimeUnit.SECONDS);
    assertThat(report).isNotNull();
    return report;
  }

  private KeyFile watch(Path file) {
    return KeyFile.watch(file, Duration.ofMillis(20), () -> NOW, reports::add);
  }

  /** At once: whoever looks sees the old one or the new one. */
  private void replace(Path file, String text) throws IOException {
    Path whole = Files.writeString(directory.resolve(".new"), text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path write(String text) throws IOException {
    return Files.write(directory.resolve("keys.yaml"), List.of(text));
  }

  static String sha256(String key) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }
}
