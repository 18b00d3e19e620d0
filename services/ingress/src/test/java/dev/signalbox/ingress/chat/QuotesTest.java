package dev.signalbox.ingress.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotesTest {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final Random random = new Random(1);

  @Test
  void shouldFindWhatEndsAStringWhereverItStands() {
    for (int round = 0; round < 300; round++) {
      // given: base64 as in a picture, or with other characters strewn in
      byte[] text = base64(random.nextInt(64 * 1024));
      for (int other = random.nextInt(4); other > 0 && text.length > 0; other--) {
        text[random.nextInt(text.length)] = (byte) "\"\\= -_\n~".charAt(random.nextInt(8));
      }
      int from = text.length == 0 ? 0 : random.nextInt(Math.min(text.length, 2_000));
      int end = text.length - (text.length - from > 100 ? random.nextInt(100) : 0);

      // then
      assertThat(Quotes.nextOrEscape(text, from, end)).isEqualTo(plainly(text, from, end));
    }
  }

  @Test
  void shouldFindItAtEachEdge() {
    byte[] text = base64(50_000);
    for (int edge = 8 * 1024; edge < text.length; edge += 8 * 1024) {
      for (int at = edge - 9; at < edge + 9; at++) {
        byte before = text[at];
        text[at] = '"';
        assertThat(Quotes.nextOrEscape(text, 0, text.length)).isEqualTo(at);
        text[at] = '\\';
        assertThat(Quotes.nextOrEscape(text, 0, text.length)).isEqualTo(at);
        text[at] = before;
      }
    }
  }

  @Test
  void shouldNotTakePaddingForTheEnd() {
    // given: whole pieces of base64 one behind the other, the first with padding
    byte[] text = base64(60_000);
    text[16 * 1024 + 8 * 1024 - 1] = '=';
    text[40_000] = '"';

    // then
    assertThat(Quotes.nextOrEscape(text, 0, text.length)).isEqualTo(40_000);
  }

  private byte[] base64(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(BASE64.charAt(random.nextInt(BASE64.length())));
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static int plainly(byte[] text, int from, int end) {
    int at = from;
    while (at < end && text[at] != '"' && text[at] != '\\') {
      at++;
    }
    return at;
  }
}
