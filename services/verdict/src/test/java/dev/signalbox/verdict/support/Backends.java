package dev.signalbox.verdict.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.signalbox.testing.Broker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL and a real Kafka on free ports, one of each for a test run. */
public final class Backends implements QuarkusTestResourceLifecycleManager {
  public static final String ADMIN_TOKEN = "sb-admin-of-the-tests";

  private static volatile Broker broker;
  private static volatile EmbeddedPostgres postgres;
  private static volatile Line line;
  private static volatile GreenMail mails;
  private static volatile int mailPort;

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

  /** The mail server; stopped, it can be brought back by {@link #bringMailsBack}. */
  public static GreenMail mails() {
    return mails;
  }

  /** A new mail server, with empty mailboxes, on the old one's port. */
  public static void bringMailsBack() {
    mails = new GreenMail(new ServerSetup(mailPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mails.start();
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
      mails = new GreenMail(ServerSetup.SMTP.dynamicPort());
      mails.start();
      mailPort = mails.getSmtp().getPort();
      settings.put("signalbox.verdict.digest.mail", "true");
      settings.put("signalbox.verdict.digest.retry-initial", "PT0.2S");
      settings.put("quarkus.mailer.mock", "false");
      settings.put("quarkus.mailer.host", "127.0.0.1");
      settings.put("quarkus.mailer.port", String.valueOf(mailPort));
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
