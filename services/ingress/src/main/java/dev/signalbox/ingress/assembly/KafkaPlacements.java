package dev.signalbox.ingress.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.ConversationPlaced;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.conversation.Placement;
import dev.signalbox.ingress.conversation.PlacementFeed;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.platform.cloudevents.CloudEvent;
import io.quarkus.arc.DefaultBean;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Tells the other replicas by Kafka, past the spool: a hint that is late is worth nothing, and none
 * may stand in the way of a cost. What does not go out at once is dropped.
 */
@ApplicationScoped
@DefaultBean
public class KafkaPlacements implements PlacementFeed {
  private static final String TYPE = "conversation.placed.v1";
  private static final Logger LOG = Logger.getLogger(KafkaPlacements.class);
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final Emitter<byte[]> emitter;
  private final Ids ids;
  private final String source;

  public KafkaPlacements(
      @Channel("placed") @OnOverflow(OnOverflow.Strategy.DROP) Emitter<byte[]> emitter,
      Ids ids,
      IngressConfig config) {
    this.emitter = emitter;
    this.ids = ids;
    this.source = config.events().source();
  }

  @Override
  public void tell(Placement placement) {
    String conversation = HexFormat.of().toHexDigits(placement.conversation());
    CloudEvent event =
        new CloudEvent(
            ids.next("conv-"),
            TYPE,
            source,
            conversation,
            placement.at(),
            conversation,
            null,
            json(conversation, placement));
    RecordHeaders headers = new RecordHeaders();
    event
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    var metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withKey(conversation)
            .withHeaders(headers)
            .build();
    try {
      emitter.send(Message.of(event.data(), Metadata.of(metadata)));
    } catch (IllegalStateException e) {
      LOG.debug("the channel is closed; a placement is dropped");
    }
  }

  private static byte[] json(String conversation, Placement placement) {
    try {
      return JSON.writeValueAsBytes(
          new ConversationPlaced.ConversationPlacedBuilder()
              .withConversation(conversation)
              .withModel(placement.model())
              .withPromptTokens((long) placement.promptTokens())
              .withUncached(placement.uncached())
              .withPlacedAt(placement.at())
              .build());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a placement is always an event", e);
    }
  }
}
