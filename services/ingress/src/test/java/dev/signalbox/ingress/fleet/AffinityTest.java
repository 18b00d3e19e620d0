package dev.signalbox.ingress.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AffinityTest {
  private static final String SYSTEM = said("system", "Be brief.");
  private static final String TASK = said("user", "Write a sonnet.");
  private static final String ANSWER = said("assistant", "Which topic?");

  @Test
  void shouldFindTheLongestBeginningOfALaterTurn() {
    Affinity first = of("acme", SYSTEM, TASK);
    Affinity later = of("acme", SYSTEM, TASK, ANSWER, said("user", "Rain."));

    assertThat(later.home()).isEqualTo(first.home());
    assertThat(later.keys()).containsSubsequence(first.keys());
    assertThat(later.keys()).hasSize(4);
  }

  @Test
  void shouldShareTheSystemPromptOnly() {
    Affinity one = of("acme", SYSTEM, TASK);
    Affinity other = of("acme", SYSTEM, said("user", "Write an ode."));

    assertThat(one.keys()).last().isEqualTo(other.keys().getLast());
    assertThat(one.keys().getFirst()).isNotEqualTo(other.keys().getFirst());
    assertThat(one.home()).isNotEqualTo(other.home());
  }

  @Test
  void shouldKeepTenantsApartButNotTheirPictures() {
    String picture = pictured("What is it?", data("a"));
    Affinity acme = of("acme", SYSTEM, picture);
    Affinity other = of("other", SYSTEM, picture);

    assertThat(acme.home()).as("the picture's hash").isEqualTo(other.home());
    assertThat(acme.keys()).filteredOn(other.keys()::contains).containsExactly(acme.home());
  }

  @Test
  void shouldFindThePictureBeforeASystemPromptThatLiesEverywhere() {
    Affinity first = of("acme", SYSTEM, pictured("What is it?", data("a")));
    Affinity again = of("acme", SYSTEM, pictured("Which colour is it?", data("a")));

    List<Long> known = again.keys().stream().filter(first.keys()::contains).toList();
    assertThat(known).hasSize(2).first().isEqualTo(first.home());
  }

  @Test
  void shouldTellPicturesOfOneLengthApart() {
    assertThat(of("t", pictured("?", data("a"))).home())
        .isNotEqualTo(of("t", pictured("?", data("b"))).home());
  }

  @Test
  void shouldStayBoundedHoweverLongTheConversation() {
    String[] messages =
        IntStream.range(0, 400).mapToObj(i -> said("user", "turn " + i)).toArray(String[]::new);

    assertThat(of("acme", messages).keys()).hasSizeLessThan(20);
  }

  @Test
  void shouldForgetWhoHeldWhatAfterAWhileAndKeepTheLatest() {
    AtomicLong now = new AtomicLong();
    Holdings holdings = new Holdings(1_000, Duration.ofSeconds(10), now::get);
    Affinity asked = new Affinity(List.of(7L), 7);
    for (String worker : List.of("a", "b", "c", "d", "e")) {
      holdings.took(worker, asked);
    }
    assertThat(holdings.of(7)).containsExactly("e", "d", "c", "b");

    now.set(Duration.ofSeconds(9).toNanos());
    holdings.took("c", asked);
    now.set(Duration.ofSeconds(11).toNanos());
    assertThat(holdings.of(7)).containsExactly("c");
    assertThat(holdings.of(8)).isEmpty();
  }

  @Test
  void shouldKeepNoMoreKeysThanAllowed() {
    Holdings holdings = new Holdings(160, Duration.ofMinutes(1), () -> 0);
    for (int i = 0; i < 10_000; i++) {
      holdings.took("a", new Affinity(List.of(Mixing.mix(1, i)), 0));
    }

    long kept =
        IntStream.range(0, 10_000).filter(i -> !holdings.of(Mixing.mix(1, i)).isEmpty()).count();
    assertThat(kept).isEqualTo(160);
  }

  private static Affinity of(String tenant, String... messages) {
    byte[] body =
        ("{\"model\":\"m\",\"messages\":["
                + java.util.Arrays.stream(messages).collect(Collectors.joining(","))
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    ChatRequest request =
        new ChatRequestReader(new ChatLimits(20, 1_000_000, 2_000, 10)).read(body, body.length);
    return Affinity.of(tenant, request);
  }

  private static String said(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
  }

  private static String pictured(String text, String url) {
    return "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
        + url
        + "\"}},{\"type\":\"text\",\"text\":\""
        + text
        + "\"}]}";
  }

  private static String data(String fill) {
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(fill.repeat(900).getBytes(StandardCharsets.UTF_8));
  }
}
