package dev.signalbox.ingress.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  @Test
  void shouldReadUsageWithItsCachedPart() {
    AnswerReading reading =
        read(
            """
            {"id":"c1","created":5,"choices":[{"message":{"role":"assistant","content":"héllo"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"audio_tokens":0,"cached_tokens":4},"x":[1]}}
            """);

    assertThat(reading.usage()).isEqualTo(new ReportedUsage(9, 4, -1, 3));
    assertThat(reading.outputChars()).isEqualTo(5);
    assertThat(reading.finished()).isTrue();
    assertThat(reading.choices()).isEqualTo(1);
    assertThat(reading.id()).isEqualTo("c1");
  }

  @Test
  void shouldNotBelieveUsageThatCannotBe() {
    assertThat(read("{\"usage\":{\"prompt_tokens\":-3,\"completion_tokens\":1}}").usage()).isNull();
    assertThat(
            read("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":2}}}")
                .usage())
        .isNull();
  }

  @Test
  void shouldSeeAnErrorInside() {
    assertThat(read("{\"error\":{\"message\":\"no\",\"code\":1}}").error()).isEqualTo("no");
    assertThat(read("{\"error\":\"boom\"}").error()).isEmpty();
    assertThat(read("{\"error\":null,\"choices\":[]}").error()).isNull();
  }

  @Test
  void shouldCountToolCallsAndReasoning() {
    AnswerReading reading =
        read(
            "{\"choices\":[{\"delta\":{\"reasoning_content\":\"abc\",\"tool_calls\":[{\"x\":1}]}}]}");

    assertThat(reading.outputChars()).isEqualTo(3 + "[{\"x\":1}]".length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":"up","choices":[],"usage":null}|{"model":"m","choices":[]}
          {"usage":null,"model":"up","choices":[]}|{"model":"m","choices":[]}
          {"model":"up", "usage" : {"prompt_tokens":1} , "choices":[]}|{"model":"m" , "choices":[]}
          {"choices":[]}|{"model":"m","choices":[]}
          """)
  void shouldNameTheModelAndTakeTheUsageOut(String chunk, String expected) {
    byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    read(chunk).editsFor("\"m\"", false).apply(bytes, 0, bytes.length, out::write);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"a\":1", "7", "data", "{\"a\":1}}"})
  void shouldRefuseWhatIsNoAnswer(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

    assertThat(AnswerReader.read(bytes, 0, bytes.length)).isEmpty();
  }

  @Test
  void shouldCountPlacesFromTheOffset() {
    String json = "{\"model\":\"up\",\"choices\":[]}";
    byte[] shifted = ("xxxx" + json).getBytes(StandardCharsets.UTF_8);

    AnswerReading reading = AnswerReader.read(shifted, 4, json.length()).orElseThrow();

    assertThat(reading.model()).isEqualTo(new Span(9, 13));
  }

  private static AnswerReading read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return AnswerReader.read(bytes, 0, bytes.length).orElseThrow();
  }
}
