package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReloadTest extends EdgeTest {
  @ConfigProperty(name = "fake.pool")
  Path pool;

  @Test
  void shouldTakeANewRouteLiveAndKeepTheLastGoodPool() throws Exception {
    String good = Files.readString(pool);
    MemoryPublisher.await(() -> status("fresh") == 404 ? List.of(1) : List.<Integer>of());

    try {
      Files.writeString(pool, good + Edge.route("fresh", "ok-primary", "ok-backup"));

      MemoryPublisher.await(() -> status("fresh") == 200 ? List.of(1) : List.<Integer>of());

      Files.writeString(pool, "kind: Nonsense");
      awaitRefused(true);
      assertThat(status("fresh")).isEqualTo(200);
    } finally {
      Files.writeString(pool, good);
    }
  }

  @Test
  void shouldFailNobodyWhileThePoolChangesUnderLoad() throws Exception {
    String good = Files.readString(pool);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<List<Integer>>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int client = 0; client < 3; client++) {
        boolean stream = client == 0;
        clients.add(threads.submit(() -> statuses(stream, over)));
      }
      for (int change = 0; change < 6; change++) {
        // an upstream of another address text is another client with another breaker
        String host = change % 2 == 0 ? "localhost" : "127.0.0.1";
        Files.writeString(pool, "kind: Nonsense");
        awaitRefused(true);
        Files.writeString(pool, good.replace("http://127.0.0.1:", "http://" + host + ":"));
        awaitRefused(false);
      }
      over.set(true);
      for (Future<List<Integer>> client : clients) {
        assertThat(client.get(60, TimeUnit.SECONDS)).isNotEmpty().containsOnly(200);
      }
    } finally {
      over.set(true);
      Files.writeString(pool, good);
    }
  }

  /** Until the file as it stands was read, and refused or taken. */
  private static void awaitRefused(boolean refused) throws InterruptedException {
    String line = "signalbox_ingress_pool_refused " + (refused ? "1.0" : "0.0");
    MemoryPublisher.await(
        () ->
            io.restassured.RestAssured.get("/q/metrics").asString().contains(line)
                ? List.of(1)
                : List.<Integer>of());
  }

  private List<Integer> statuses(boolean stream, AtomicBoolean over) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    do {
      Caller.Answer answer = stream ? caller.stream("ok", "x") : caller.plain("ok", "x");
      statuses.add(stream && !answer.saysDone() ? 0 : answer.status());
    } while (!over.get());
    return statuses;
  }

  private int status(String model) {
    try {
      return caller.plain(model, "x").status();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
