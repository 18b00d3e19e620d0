package dev.signalbox.ingress.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {
  private static final String STREAM =
      """
      : ping

      data: {"a":"é"}

      event: message
      id: 7
      data:{"b":1}


      data: one
      data: two

      retry: 10
      datum: no
      data

      data: [DONE]

      """;
  private static final List<String> EVENTS =
      List.of("{\"a\":\"é\"}", "{\"b\":1}", "one\ntwo", "", "[DONE]");

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void shouldDecodeTheSameEventsWhereverTwoCutsFall(String lineEnd) {
    byte[] bytes = STREAM.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);

    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second += 7) {
        assertThat(decode(bytes, first, second)).isEqualTo(EVENTS);
      }
    }
  }

  @Property(tries = 200, seed = "1")
  void shouldDecodeTheSameEventsHoweverItIsCut(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 9) Integer> lengths) {
    byte[] bytes = STREAM.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    List<String> events = new ArrayList<>();
    SseDecoder decoder = decoder(events);
    int position = 0;
    for (int i = 0; position < bytes.length; i++) {
      int length = Math.min(lengths.get(i % lengths.size()), bytes.length - position);
      decoder.feed(bytes, position, length);
      position += length;
    }
    decoder.finish();

    assertThat(events).isEqualTo(EVENTS);
  }

  @Test
  void shouldTakeAnEventWhoseLastBlankLineIsMissing() {
    assertThat(decode("data: a\n\ndata: [DONE]")).containsExactly("a", "[DONE]");
    assertThat(decode("data: a\n\ndata: [DONE]\n")).containsExactly("a", "[DONE]");
  }

  @Test
  void shouldSkipAByteOrderMark() {
    assertThat(decode("\uFEFFdata: a\n\n")).containsExactly("a");
  }

  @Test
  void shouldStripOneSpaceOnly() {
    assertThat(decode("data:  a\n\n")).containsExactly(" a");
  }

  @Test
  void shouldStopAtAnEventThatIsTooLarge() {
    List<String> events = new ArrayList<>();
    SseDecoder decoder =
        new SseDecoder(
            16, (data, length) -> events.add(new String(data, 0, length, StandardCharsets.UTF_8)));
    byte[] bytes =
        "data: ok\n\ndata: 0123456789012345\n\ndata: no\n\n".getBytes(StandardCharsets.UTF_8);

    boolean fits = decoder.feed(bytes, 0, bytes.length);

    assertThat(fits).isFalse();
    assertThat(events).containsExactly("ok");
  }

  private static List<String> decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return decode(bytes, bytes.length, bytes.length);
  }

  private static List<String> decode(byte[] bytes, int first, int second) {
    List<String> events = new ArrayList<>();
    SseDecoder decoder = decoder(events);
    decoder.feed(bytes, 0, first);
    decoder.feed(bytes, first, second - first);
    decoder.feed(bytes, second, bytes.length - second);
    decoder.finish();
    return events;
  }

  private static SseDecoder decoder(List<String> events) {
    return new SseDecoder(
        1 << 20, (data, length) -> events.add(new String(data, 0, length, StandardCharsets.UTF_8)));
  }
}
