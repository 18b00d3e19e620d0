package dev.signalbox.ingress.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatPart;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConversationKeyTest {
  private static final ChatMessage SYSTEM = said("system", "Be brief.");
  private static final ChatMessage TASK = said("user", "Write a sonnet.");

  @Test
  void shouldStayTheSameWhileAConversationGrows() {
    long first = of("acme", SYSTEM, TASK);
    long later = of("acme", SYSTEM, TASK, said("assistant", "Which topic?"), said("user", "Rain."));

    assertThat(later).isEqualTo(first).isNotEqualTo(ConversationKey.NONE);
  }

  @Test
  void shouldTellTenantsTasksAndSystemPromptsApart() {
    assertThat(
            List.of(
                of("acme", SYSTEM, TASK),
                of("other", SYSTEM, TASK),
                of("acme", TASK),
                of("acme", SYSTEM, said("user", "Write a sonnet!")),
                of("acme", said("system", "Be brief.Write a sonnet."))))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldGoByTheClientsKeyWhereThereIsOne() {
    long key = ConversationKey.of("acme", Optional.of("s-1"), List.of(TASK));

    assertThat(ConversationKey.of("acme", Optional.of("s-1"), List.of(SYSTEM))).isEqualTo(key);
    assertThat(ConversationKey.of("acme", Optional.of("s-2"), List.of(TASK))).isNotEqualTo(key);
    assertThat(ConversationKey.of("other", Optional.of("s-1"), List.of(TASK))).isNotEqualTo(key);
  }

  @Test
  void shouldBeNoneWithoutAUser() {
    assertThat(of("acme", SYSTEM)).isEqualTo(ConversationKey.NONE);
  }

  private static long of(String tenant, ChatMessage... messages) {
    return ConversationKey.of(tenant, Optional.empty(), List.of(messages));
  }

  private static ChatMessage said(String role, String text) {
    return new ChatMessage(role, List.of(new ChatPart.Text(text)));
  }
}
