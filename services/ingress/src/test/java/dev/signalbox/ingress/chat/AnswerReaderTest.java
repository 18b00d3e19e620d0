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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'prompt_tokens':null,'completion_tokens':null,'total_tokens':null}",
        "{'prompt_tokens':0,'completion_tokens':0,'total_tokens':0}",
        "{'prompt_tokens':9,'completion_tokens':'many'}",
        "{'prompt_tokens':9,'completion_tokens':[3]}",
        "{'prompt_tokens':9000000000000000000,'completion_tokens':3}",
        "{'prompt_tokens':90000000000000000000000,'completion_tokens':3}",
        "{'prompt_tokens':9,'completion_tokens':1e300}",
        "{'prompt_tokens':9,'completion_tokens':3,'total_tokens':90000000000000000000000}",
        "{'prompt_tokens':9,'completion_tokens':3,'prompt_tokens_details':{'cached_tokens':-4}}",
        "{'prompt_tokens':9,'completion_tokens':3,'completion_tokens_details':"
            + "{'reasoning_tokens':'x'}}"
      })
  void shouldTakeNoUsageForUsageThatSaysNothing(String usage) {
    assertThat(read(answer(usage)).usage()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'prompt_tokens':9.0,'completion_tokens':'3'}|9|0|3|0
          {'prompt_tokens':9,'completion_tokens':3,'total_tokens':12}|9|0|3|0
          {'prompt_tokens':9,'completion_tokens':3,'total_tokens':5}|9|0|3|0
          {'prompt_tokens':9,'completion_tokens':null,'total_tokens':9}|9|0|0|0
          {'prompt_tokens':9,'completion_tokens':3,'total_tokens':0}|9|0|3|0
          {'prompt_tokens':9,'completion_tokens':3,'completion_tokens_details':null}|9|0|3|0
          {'prompt_tokens':9,'completion_tokens':3,'prompt_tokens_details':{'cached_tokens':null}}|9|0|3|0
          """)
  void shouldReadCountsHoweverTheyAreWritten(
      String usage, long input, long cached, long output, long reasoning) {
    assertThat(read(answer(usage)).usage())
        .isEqualTo(new ReportedUsage(input, cached, 0, 0, -1, output, reasoning));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          xAI|{'prompt_tokens':32,'completion_tokens':9,'total_tokens':135,'completion_tokens_details':{'reasoning_tokens':94}}|32|0|103|94
          Gemini|{'prompt_tokens':8,'completion_tokens':10,'total_tokens':320}|8|0|312|302
          DeepSeek|{'prompt_tokens':9,'completion_tokens':3,'total_tokens':12,'prompt_cache_hit_tokens':4,'prompt_cache_miss_tokens':5}|9|4|3|0
          Moonshot|{'prompt_tokens':9,'completion_tokens':3,'total_tokens':12,'cached_tokens':4}|9|4|3|0
          OpenAI|{'prompt_tokens':9,'completion_tokens':8,'total_tokens':17,'completion_tokens_details':{'reasoning_tokens':5,'rejected_prediction_tokens':2}}|9|0|8|5
          """)
  void shouldReadWhatProvidersCountTheirOwnWay(
      String provider, String usage, long input, long cached, long output, long reasoning) {
    assertThat(read(answer(usage)).usage())
        .isEqualTo(new ReportedUsage(input, cached, 0, 0, -1, output, reasoning));
  }

  private static String answer(String usage) {
    return "{\"choices\":[],\"usage\":" + usage.replace('\'', '"') + "}";
  }

  @Test
  void shouldSeeAnErrorInside() {
    assertThat(read("{\"error\":{\"message\":\"no\",\"code\":1}}").error()).isEqualTo("no");
    assertThat(read("{\"error\":\"boom\"}").error()).isEmpty();
    assertThat(read("{\"error\":null,\"choices\":[]}").error()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'reasoning_content':'abc','content':'de'}|abcde
          {'reasoning':'abc','reasoning_content':'abc','content':null}|abc
          {'reasoning':'','reasoning_content':'abc'}|abc
          {'tool_calls':[{'index':0,'id':'call_1','type':'function','function':{'name':'f','arguments':'{}'}}]}|f{}
          {'tool_calls':[{'index':0,'function':{'arguments':'xy'}}]}|xy
          {'tool_calls':[{'type':'custom','custom':{'name':'f','input':'xy'}}]}|fxy
          {'function_call':{'name':'f','arguments':'xy'}}|fxy
          {'content':[{'type':'thinking','thinking':[{'type':'text','text':'ab'}]},{'type':'text','text':'c'}]}|abc
          {'refusal':'no','content':null,'tool_calls':null}|no
          """)
  void shouldCountWhatTheModelWrote(String message, String said) {
    String written = message.replace('\'', '"');

    AnswerReading chunk = read("{\"choices\":[{\"delta\":" + written + "}]}");
    AnswerReading whole = read("{\"choices\":[{\"message\":" + written + "}]}");

    assertThat(chunk.said()).isEqualTo(said);
    assertThat(chunk.outputChars()).isEqualTo(said.length());
    assertThat(whole.outputChars()).isEqualTo(said.length());
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
