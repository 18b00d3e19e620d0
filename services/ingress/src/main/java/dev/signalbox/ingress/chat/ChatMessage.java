package dev.signalbox.ingress.chat;

import java.util.List;

/**
 * One message of the conversation: its role as the client wrote it, and what of it a model reads.
 */
public record ChatMessage(String role, List<ChatPart> parts) {
  public ChatMessage {
    parts = List.copyOf(parts);
  }

  /** The text parts, joined by line breaks. */
  public String text() {
    if (parts.size() == 1 && parts.get(0) instanceof ChatPart.Text(String only)) {
      return only;
    }
    StringBuilder text = new StringBuilder();
    for (ChatPart part : parts) {
      if (part instanceof ChatPart.Text(String more)) {
        text.append(text.isEmpty() ? "" : "\n").append(more);
      }
    }
    return text.toString();
  }
}
