package dev.signalbox.verdict.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** A real PostgreSQL and a real Kafka on free ports, one of each for a test run. */
public final class Backends implements QuarkusTestResourceLifecycleManager {
  public static final String ADMIN_TOKEN = "sb-admin-of-the-tests";

  private static volatile Broker broker;
  private static volatile EmbeddedPostgres postgres;
  private static volatile Line line;

  public static Broker broker() {
    return broker;
  }

  public static EmbeddedPostgres postgres() {
    return postgres;
  }

  /** The service's connections to PostgreSQL, which a test can cut. */
  public static Line line() {
    return line;
  }

  @Override
  public Map<String, String> start() {
    try {
      broker = new Broker();
      broker.start();
      postgres = EmbeddedPostgres.builder().setPort(0).start();
      Map<String, String> settings = new HashMap<>();
      String address = "127.0.0.1:" + postgres.getPort() + "/postgres";
      line = new Line(postgres.getPort());
      settings.put(
          "quarkus.datasource.reactive.url", "postgresql://127.0.0.1:" + line.port() + "/postgres");
      settings.put("quarkus.datasource.health.enabled", "true");
      settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://" + address);
      settings.put("quarkus.datasource.username", "postgres");
      settings.put("quarkus.datasource.password", "postgres");
      settings.put("signalbox.verdict.sign-in.admin-token", ADMIN_TOKEN);
      settings.put("signalbox.verdict.sign-in.attempts-per-minute", "1000");
      settings.put("kafka.bootstrap.servers", broker.address());
      settings.put("signalbox.verdict.panels.samples", "true");
      settings.put(
          "signalbox.verdict.voters.key-file",
          Files.createTempDirectory("signalbox-voters").resolve("voter.key").toString());
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      if (broker != null) {
        broker.close();
      }
      if (line != null) {
        line.close();
      }
      if (postgres != null) {
        postgres.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
