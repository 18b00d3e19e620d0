package dev.signalbox.ingress.assembly;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.ConversationPlaced;
import dev.signalbox.ingress.conversation.ConversationKey;
import dev.signalbox.ingress.conversation.Conversations;
import dev.signalbox.ingress.conversation.Placement;
import dev.signalbox.platform.seldom.Seldom;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Where other replicas answered. Each replica reads every partition, from a few minutes before its
 * start; while Kafka is away it knows its own conversations only.
 */
@ApplicationScoped
public class ToldPlacements {
  private static final Logger LOG = Logger.getLogger(ToldPlacements.class);
  private static final Seldom POISON = new Seldom();
  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
  private static final int HEXADECIMAL = 16;

  private final Conversations conversations;

  public ToldPlacements(Conversations conversations) {
    this.conversations = conversations;
  }

  @Incoming("placements")
  public void placed(byte[] record) {
    try {
      ConversationPlaced placed = JSON.readValue(record, ConversationPlaced.class);
      if (placed.getConversation() == null
          || placed.getModel() == null
          || placed.getPromptTokens() == null
          || placed.getUncached() == null
          || placed.getPlacedAt() == null) {
        POISON.say(
            more ->
                LOG.warn(
                    "a record of signalbox.conversations is no placement and is passed over"
                        + more));
        return;
      }
      long key = Long.parseUnsignedLong(placed.getConversation(), HEXADECIMAL);
      if (key != ConversationKey.NONE) {
        conversations.placed(
            new Placement(
                key,
                placed.getModel(),
                Math.toIntExact(placed.getPromptTokens()),
                placed.getUncached(),
                placed.getPlacedAt()));
      }
    } catch (IOException | NumberFormatException | ArithmeticException e) {
      POISON.say(
          more ->
              LOG.warn(
                  "a record of signalbox.conversations can't be read and is passed over" + more));
    }
  }
}
