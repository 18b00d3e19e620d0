package dev.signalbox.verdict.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.signalbox.testing.Broker;
import dev.signalbox.testing.FreePorts;
import dev.signalbox.testing.Scratch;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL and a real Kafka on free ports, one of each for a test run. */
public final class Backends implements QuarkusTestResourceLifecycleManager {
  public static final String ADMIN_TOKEN = "sb-admin-of-the-tests";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STARTS = 3;

  private static volatile Broker broker;
  private static volatile EmbeddedPostgres postgres;
  private static volatile Line line;
  private static volatile GreenMail mails;
  private static volatile Line mailLine;

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

  public static GreenMail mails() {
    return mails;
  }

  /** The service's connections to the mail server, which a test can cut. */
  public static Line mailLine() {
    return mailLine;
  }

  @Override
  public Map<String, String> start() {
    try {
      broker =
          new Broker(
              List.of(
                  "signalbox.decisions",
                  "signalbox.costs",
                  "signalbox.outcomes",
                  "signalbox.outcomes.dlq",
                  "signalbox.votes",
                  "signalbox.verdicts",
                  "signalbox.parity",
                  "signalbox.decisions.dlq",
                  "signalbox.costs.dlq"));
      broker.start();
      postgres = startPostgres();
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
      ServerSetup smtp = ServerSetup.SMTP.dynamicPort();
      smtp.setServerStartupTimeout(PATIENCE.toMillis());
      mails = new GreenMail(smtp);
      mails.start();
      mailLine = new Line(mails.getSmtp().getPort());
      settings.put("signalbox.verdict.digest.mail", "true");
      settings.put("signalbox.verdict.digest.retry-initial", "PT0.2S");
      settings.put("quarkus.mailer.mock", "false");
      settings.put("quarkus.mailer.host", "127.0.0.1");
      settings.put("quarkus.mailer.port", String.valueOf(mailLine.port()));
      settings.put("signalbox.verdict.panels.samples", "true");
      settings.put(
          "signalbox.verdict.voters.key-file",
          Scratch.folder("voters").resolve("voter.key").toString());
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On another port when somebody has the first one after all. */
  private static EmbeddedPostgres startPostgres() throws IOException {
    for (int i = 1; ; i++) {
      try {
        return EmbeddedPostgres.builder()
            .setPort(FreePorts.one())
            .setPGStartupWait(PATIENCE)
            .start();
      } catch (IOException | IllegalStateException e) {
        if (i == STARTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void stop() {
    try {
      if (broker != null) {
        broker.close();
      }
      if (mailLine != null) {
        mailLine.close();
      }
      if (mails != null) {
        mails.stop();
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
