package dev.signalbox.ingress.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.pool.Credential;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;

  @AfterEach
  void close() {
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldTakeARotatedKeyWithoutARestartAndKeepTheLastWhenItsFileIsGone() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "first\n");
    Secret secret = new Secret(vertx, new Credential.FromFile(file), Map.of());
    assertThat(secret.value()).isEqualTo("first");

    Files.writeString(file, "second\n");
    await().atMost(Duration.ofMinutes(1)).until(() -> secret.value().equals("second"));

    Files.delete(file);
    Path other = Files.writeString(folder.resolve("other"), "third");
    // By the time at which a change would have been seen, this one has not been forgotten.
    Secret beside = new Secret(vertx, new Credential.FromFile(other), Map.of());
    Files.writeString(other, "fourth");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              assertThat(secret.value()).isEqualTo("second");
              return beside.value().equals("fourth");
            });
  }

  @Test
  void shouldShowNobodyWhatItHolds() {
    Secret secret =
        new Secret(vertx, new Credential.FromEnvironment("KEY"), Map.of("KEY", "sk-canary"));

    assertThat(secret.value()).isEqualTo("sk-canary");
    assertThat(secret).hasToString("Secret");
  }
}
