package dev.signalbox.ingress.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.platform.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbridgedTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONG = 100_000;
  private static final ChatRequestReader READER =
      new ChatRequestReader(new ChatLimits(32, 1 << 24, 64, 8));

  @Test
  void shouldFindEveryPlaceBehindAPictureThatWasPassedOver() throws Exception {
    // given
    String picture = "data:image/png;base64," + "A".repeat(LONG);
    String body =
        "{\"messages\": [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\" : {\"detail\":\"low\", \"url\" :\n\""
            + picture
            + "\"}},{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":\"image_url\",\"image_url\":\""
            + picture.replace('A', 'B')
            + "\"}]}],\"unknown\":{\"url\":\""
            + picture
            + "\"},\"model\":\"auto\",\"routing\":{\"mode\":\"cost\"},\"temperature\":0.5}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    // when
    ChatRequest read = READER.read(bytes, bytes.length);

    // then
    List<ChatPart.PictureAt> pictures = read.pictures();
    assertThat(pictures).hasSize(2);
    assertThat(at(body, pictures.get(0).data())).isEqualTo(picture);
    assertThat(at(body, pictures.get(1).data())).isEqualTo(picture.replace('A', 'B'));
    assertThat(read.messages().get(0).text()).isEqualTo("What is this?");
    ByteArrayOutputStream edited = new ByteArrayOutputStream();
    read.editsFor("other").apply(bytes, 0, bytes.length, edited::write);
    assertThat(JSON.readTree(edited.toByteArray()))
        .isEqualTo(
            JSON.readTree(
                body.replace("\"model\":\"auto\"", "\"model\":\"other\"")
                    .replace("\"routing\":{\"mode\":\"cost\"},", "")));
    assertThat(Abridged.of(bytes, bytes.length).length()).isLessThan(5_000);
  }

  private static String at(String body, @Nullable Span span) {
    Span there = Objects.requireNonNull(span);
    return body.substring(there.start(), there.end());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"%s\"}", // no address
        "{\"text\":\"see {\\\"url\\\":\\\"%s\\\"}\"}", // an address inside a text
        "{\"url\":\"\\u0064%s\"}", // an escape where it begins
        "{\"my-url\":\"%s\"}"
      })
  void shouldLeaveAloneWhatIsNoAddress(String form) {
    byte[] body = form.formatted("data:," + "A".repeat(LONG)).getBytes(StandardCharsets.UTF_8);

    Abridged abridged = Abridged.of(body, body.length);

    assertThat(abridged.text()).isSameAs(body);
  }

  @Test
  void shouldLeaveAloneAnAddressWithAnEscape() {
    String body = "{\"url\":\"data:," + "A".repeat(LONG) + "\\n" + "A".repeat(LONG) + "\"}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    assertThat(Abridged.of(bytes, bytes.length).text()).isSameAs(bytes);
  }

  @Test
  void shouldNameTheByteAtFaultInTheWholeBody() {
    String before = "{\"model\":\"auto\",\"x\":{\"url\":\"data:," + "A".repeat(LONG) + "\"},";
    byte[] bytes = (before + "}").getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> READER.read(bytes, bytes.length))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("near byte " + before.length());
  }

  @Test
  void shouldBeValidJsonExactlyWhereTheWholeIs() {
    Random random = new Random(11);
    String[] pieces = {
      "{",
      "}",
      "\"url\"",
      "\"image_url\"",
      ":",
      ",",
      "\"",
      "\\",
      " ",
      "\"a\"",
      "[",
      "]",
      "1",
      "\"data:," + "A".repeat(6_000) + "\"",
      "\"data:," + "B".repeat(6_000),
      "\"DATA:x"
    };
    for (int round = 0; round < 3_000; round++) {
      StringBuilder body = new StringBuilder("{\"pad\":\"" + "x".repeat(17_000) + "\",\"url\":");
      for (int i = random.nextInt(14); i >= 0; i--) {
        body.append(pieces[random.nextInt(pieces.length)]);
      }
      body.append('}');
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      Abridged abridged = Abridged.of(bytes, bytes.length);

      assertThat(valid(abridged.text(), abridged.length()))
          .as(body.toString())
          .isEqualTo(valid(bytes, bytes.length));
    }
  }

  private static boolean valid(byte[] text, int length) {
    try (var parser = JSON.getFactory().createParser(text, 0, length)) {
      while (parser.nextToken() != null) {
        parser.skipChildren();
      }
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void shouldFindTheFirstQuoteWhereverItStands() {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at <= length; at++) {
        byte[] text = new byte[length + 8];
        java.util.Arrays.fill(text, (byte) 0xA3);
        if (at < length) {
          text[at] = '"';
        }
        text[length] = '"';
        for (int from = 0; from <= at; from++) {
          assertThat(Quotes.next(text, from, length)).isEqualTo(at);
          assertThat(Quotes.nextOrEscape(text, from, length)).isEqualTo(at);
        }
        if (at < length) {
          text[at] = '\\';
          assertThat(Quotes.nextOrEscape(text, 0, length)).isEqualTo(at);
          assertThat(Quotes.next(text, 0, length)).isEqualTo(length);
        }
      }
    }
  }
}
