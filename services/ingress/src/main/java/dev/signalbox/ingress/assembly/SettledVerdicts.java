package dev.signalbox.ingress.assembly;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.ParityMeasured;
import dev.signalbox.contracts.events.VerdictSettled;
import dev.signalbox.ingress.parity.JudgeQuestion;
import dev.signalbox.ingress.standing.Standings;
import dev.signalbox.platform.seldom.Seldom;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Verdicts as they are settled, and parity as it is measured. Both topics are compacted and each
 * replica reads all of them at every start, so that nothing is kept here; while Kafka is away what
 * was heard last stays in force.
 */
@ApplicationScoped
public class SettledVerdicts {
  private static final Logger LOG = Logger.getLogger(SettledVerdicts.class);
  private static final Seldom POISON = new Seldom();
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

  private final Standings standings = new Standings(JudgeQuestion.RUBRIC);

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
        POISON.say(
            more ->
                LOG.warn("a record of signalbox.verdicts is no verdict and is passed over" + more));
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
      POISON.say(
          more ->
              LOG.warn("a record of signalbox.verdicts can't be read and is passed over" + more));
    }
  }

  /** What simulators said of simulated answers says nothing about a model and drains none. */
  @Incoming("parity")
  void measured(byte[] record) {
    try {
      ParityMeasured measured = JSON.readValue(record, ParityMeasured.class);
      if (measured.getRoute() == null
          || measured.getModel() == null
          || measured.getReferenceModel() == null
          || measured.getRubric() == null
          || measured.getSeed() == null
          || measured.getLossLower() == null
          || measured.getPairs() == null
          || measured.getMeasuredAt() == null) {
        POISON.say(
            more ->
                LOG.warn(
                    "a record of signalbox.parity is no measurement and is passed over" + more));
        return;
      }
      if (!Boolean.TRUE.equals(measured.getSimulated())) {
        standings.measured(
            new Standings.Experiment(
                measured.getRoute(),
                measured.getModel(),
                measured.getReferenceModel(),
                measured.getRubric(),
                measured.getSeed()),
            new Standings.Measured(
                measured.getLossLower().doubleValue(),
                measured.getPairs(),
                measured.getMeasuredAt()));
      }
    } catch (IOException e) {
      POISON.say(
          more -> LOG.warn("a record of signalbox.parity can't be read and is passed over" + more));
    }
  }
}
