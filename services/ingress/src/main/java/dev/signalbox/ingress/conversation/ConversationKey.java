package dev.signalbox.ingress.conversation;

import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatPart;
import java.util.List;
import java.util.Optional;

/**
 * Tells conversations of a tenant apart: by the client's key, or by how they began, up to the first
 * message of the user, which every turn sends again. A key is 64 bits of hashes, and 0 for no
 * conversation: two that meet by chance cost a wrong guess about a cache, nothing more.
 */
public final class ConversationKey {
  /** No conversation. */
  public static final long NONE = 0;

  /** From splitmix64, which spreads every bit over all. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final int LONGEST_ADDRESS = 512;

  private ConversationKey() {}

  public static long of(String tenant, Optional<String> session, List<ChatMessage> messages) {
    long hash = mix(SPREAD, tenant);
    if (session.isPresent()) {
      return notNone(mix(hash + 1, session.get()));
    }
    for (ChatMessage message : messages) {
      hash = mix(hash, message.role());
      for (ChatPart part : message.parts()) {
        hash =
            switch (part) {
              case ChatPart.Text(String text) -> mix(hash, text);
              case ChatPart.PictureAt picture -> mix(hash, beginning(picture));
            };
      }
      if (message.role().equals("user")) {
        return notNone(hash);
      }
    }
    return NONE;
  }

  /** An address may be a whole picture; its beginning and its length's own hash will do. */
  private static String beginning(ChatPart.PictureAt picture) {
    String url = picture.url();
    return picture.length() <= LONGEST_ADDRESS
        ? url
        : url.substring(0, Math.min(url.length(), LONGEST_ADDRESS)) + picture.length();
  }

  private static long mix(long hash, String text) {
    long z = (hash ^ text.hashCode() ^ ((long) text.length() << Integer.SIZE)) + SPREAD;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static long notNone(long hash) {
    return hash == NONE ? 1 : hash;
  }
}
