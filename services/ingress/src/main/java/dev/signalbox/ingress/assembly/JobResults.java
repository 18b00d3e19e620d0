package dev.signalbox.ingress.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.batch.BatchDesk;
import dev.signalbox.platform.seldom.Seldom;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Results of jobs that workers pulled. Each replica reads all of them and keeps those of its own
 * batches; a record counts as read once its result is on disk.
 */
@ApplicationScoped
public class JobResults {
  private static final Logger LOG = Logger.getLogger(JobResults.class);
  private static final Seldom UNKEPT = new Seldom();
  private static final Seldom POISON = new Seldom();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BatchDesk desk;

  public JobResults(BatchDesk desk) {
    this.desk = desk;
  }

  @Incoming("job-results")
  CompletionStage<Void> result(Message<byte[]> message) {
    JsonNode result;
    try {
      result = JSON.readTree(message.getPayload());
    } catch (IOException e) {
      POISON.say(
          more ->
              LOG.warn("a record of signalbox.job-results is no result and is passed over" + more));
      return message.ack();
    }
    return keep(result).thenCompose(kept -> message.ack());
  }

  /** Until it is kept: a result that was read is not given up for a disk that is full. */
  private CompletionStage<Boolean> keep(JsonNode result) {
    return desk.pulled(
            result.path("batchId").asText(),
            result.path("customId").asText(),
            result.path("statusCode").asInt(500),
            result.path("body").asText("{}").getBytes(StandardCharsets.UTF_8))
        .exceptionallyComposeAsync(
            failed -> {
              UNKEPT.say(
                  more ->
                      LOG.warnf(
                          "a job's result can't be kept and is tried each second; is there room in"
                              + " signalbox.ingress.batches.directory? %s%s",
                          failed.getMessage(), more));
              return keep(result);
            },
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
  }
}
