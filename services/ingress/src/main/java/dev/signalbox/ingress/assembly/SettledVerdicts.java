package dev.signalbox.ingress.assembly;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.VerdictSettled;
import dev.signalbox.ingress.standing.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Verdicts as they are settled. The topic is compacted and each replica reads all of it at every
 * start, so that nothing is kept here; while Kafka is away the verdicts heard last stay in force.
 */
@ApplicationScoped
public class SettledVerdicts {
  private static final Logger LOG = Logger.getLogger(SettledVerdicts.class);
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

  private final Standings standings = new Standings();

  @Produces
  @Singleton
  Standings standings() {
    return standings;
  }

  @Incoming("verdicts")
  void settled(byte[] record) {
    try {
      VerdictSettled settled = JSON.readValue(record, VerdictSettled.class);
      if (settled.getSubject() == null
          || settled.getSettledAt() == null
          || settled.getShare() == null
          || settled.getUpper() == null
          || settled.getVotes() == null) {
        LOG.warn("a record of signalbox.verdicts is no verdict and is passed over");
        return;
      }
      standings.settled(
          settled.getSubject(),
          new Standings.Standing(
              settled.getShare().doubleValue(),
              settled.getUpper().doubleValue(),
              settled.getVotes(),
              settled.getSettledAt()));
    } catch (IOException e) {
      LOG.warn("a record of signalbox.verdicts can't be read and is passed over");
    }
  }
}
