package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReloadTest extends EdgeTest {
  @ConfigProperty(name = "fake.pool")
  Path pool;

  @Test
  void shouldTakeANewRouteLiveAndKeepTheLastGoodPool() throws Exception {
    String good = Files.readString(pool);
    assertThat(caller.plain("fresh", "x").status()).isEqualTo(404);

    Files.writeString(pool, good + Edge.route("fresh", "ok-primary", "ok-backup"));

    MemoryPublisher.await(() -> status("fresh") == 200 ? List.of(1) : List.<Integer>of());

    Files.writeString(pool, "kind: Nonsense");
    MemoryPublisher.await(
        () ->
            io.restassured.RestAssured.get("/q/metrics")
                    .asString()
                    .contains("signalbox_ingress_pool_refused 1.0")
                ? List.of(1)
                : List.<Integer>of());
    assertThat(status("fresh")).isEqualTo(200);
    Files.writeString(pool, good);
  }

  private int status(String model) {
    try {
      return caller.plain(model, "x").status();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
