package dev.signalbox.verdict.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work whose time is up ends where it began: on its session's event loop. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class DatabaseTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** More than the pool has connections. */
  private static final int MANY = 40;

  @Inject Mutiny.SessionFactory sessions;
  @Inject Vertx vertx;

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record.getMessage() + " " + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(listener);
  }

  @AfterEach
  void quiet() {
    Logger.getLogger("").removeHandler(listener);
  }

  @Test
  void shouldGiveUpOnTheSessionsOwnThreadAndKeepNoConnection() {
    Database hasty = new Database(sessions, vertx, Duration.ofMillis(50), 1_000);
    List<Uni<Void>> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      boolean writes = i % 2 == 0;
      Uni<Object> late = writes ? hasty.write(DatabaseTest::slow) : hasty.read(DatabaseTest::slow);
      all.add(late.replaceWithVoid().onFailure(DatabaseTest::isLate).recoverWithItem(() -> null));
    }
    Uni.join().all(all).andCollectFailures().await().atMost(PATIENCE);

    Database patient = new Database(sessions, vertx, PATIENCE, 1_000);
    for (int i = 0; i < MANY; i++) {
      assertThat(
              patient
                  .<Object>write(session -> session.createNativeQuery("select 1").getSingleResult())
                  .await()
                  .atMost(PATIENCE))
          .isEqualTo(1);
    }
    assertThat(logged).noneMatch(line -> line.contains("HR0000"));
  }

  @Test
  void shouldGoOnFromAWorkersThread() {
    Database patient = new Database(sessions, vertx, PATIENCE, 1_000);

    Object found =
        patient
            .<Object>read(session -> session.createNativeQuery("select 1").getSingleResult())
            .emitOn(Infrastructure.getDefaultWorkerPool())
            .flatMap(
                one ->
                    patient.<Object>write(
                        session -> session.createNativeQuery("select 2").getSingleResult()))
            .await()
            .atMost(PATIENCE);

    assertThat(found).isEqualTo(2);
    assertThat(logged).noneMatch(line -> line.contains("HR0000"));
  }

  @Test
  void shouldRefuseMoreThanItMayHaveUnderWay() {
    Database none = new Database(sessions, vertx, PATIENCE, 0);

    assertThatThrownBy(() -> none.read(DatabaseTest::slow).await().atMost(PATIENCE))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isEqualTo(VerdictProblem.OVERLOADED));
  }

  private static boolean isLate(Throwable failure) {
    return failure instanceof ProblemException problem
        && problem.problem() == VerdictProblem.DATABASE_UNAVAILABLE;
  }

  private static Uni<Object> slow(Mutiny.Session session) {
    return session.createNativeQuery("select cast(pg_sleep(0.4) as text)").getSingleResult();
  }
}
