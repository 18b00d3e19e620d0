package dev.signalbox.ingress.chat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ChatRequestReader READER =
      new ChatRequestReader(new ChatLimits(32, 1 << 20, 8, 2));

  @Test
  void shouldReadWhatADecisionNeeds() {
    ChatRequest request =
        read(
            """
            {"model":"auto","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"What is it?"},
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]}],
             "stream":true,"stream_options":{"include_usage":true},
             "tools":[{"type":"function","function":{"name":"lookup","parameters":{"a":[1,2]}}}],
             "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}},
             "max_completion_tokens":12,"temperature":0.5,"top_p":0.9,"seed":7,"stop":["a","b"],
             "logprobs":true,"top_logprobs":3,"routing":{"mode":1.5,"models":["m"],"zone":"edge"}}
            """);

    assertThat(request.model()).isEqualTo("auto");
    assertThat(request.messages()).hasSize(2);
    assertThat(request.messages().get(1).text()).isEqualTo("What is it?");
    assertThat(request.pictures())
        .containsExactly(
            new ChatPart.PictureAt(
                "data:image/png;base64,AAAA", "messages[1].content[1].image_url.url"));
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
    assertThat(request.tools()).containsExactly("lookup");
    assertThat(request.format()).isEqualTo(new AnswerFormat.JsonSchema("{\"type\":\"object\"}"));
    assertThat(request.sampling())
        .isEqualTo(new Sampling(12, 0.5, 0.9, 0, 0, 7L, List.of("a", "b"), 3, 1));
    assertThat(request.wish().mode()).contains("1.5");
    assertThat(request.wish().models()).containsExactly("m");
    assertThat(request.wish().zone()).contains("edge");
    assertThat(request.textTokens()).isGreaterThan(5);
  }

  @Test
  void shouldLeaveTheBodyAloneWhenNothingMustChange() {
    String body = "{ \"messages\":[{\"role\":\"user\",\"content\":\"hé\"}] , \"model\" : \"m\" }";

    assertThat(edited(body, "m")).isEqualTo(body);
  }

  @Test
  void shouldChangeNothingButTheModelsName() {
    String body =
        "{\"x\":{\"model\":\"inner\"},\"model\": \"auto\" ,\"messages\":[{\"role\":\"user\",\"content\":\"ü😀\"}]}";

    assertThat(edited(body, "real \"one\""))
        .isEqualTo(body.replace("\"auto\"", "\"real \\\"one\\\"\""));
  }

  /**
   * The same members in any order: what comes out is the same object with the edits, whatever stood
   * where.
   */
  @Property(tries = 300, seed = "1")
  void shouldEditInAnyOrderOfMembers(@ForAll Random random, @ForAll Options options)
      throws Exception {
    List<String> members =
        new ArrayList<>(
            List.of(
                "\"model\":\"auto\"",
                "\"messages\":[{\"role\":\"user\",\"content\":\"a\\\"b\"}]",
                "\"stream\": true",
                "\"routing\":{\"mode\":\"cost\"}",
                "\"unknown\":{\"model\":[1,null]}"));
    if (!options.json.isEmpty()) {
      members.add("\"stream_options\":" + options.json);
    }
    Collections.shuffle(members, random);
    String body = "{" + String.join(random.nextBoolean() ? "," : " ,\n ", members) + "}";

    JsonNode edited = JSON.readTree(edited(body, "real"));

    ObjectNode expected = (ObjectNode) JSON.readTree(body);
    expected.remove("routing");
    expected.put("model", "real");
    ObjectNode wanted =
        expected.get("stream_options") instanceof ObjectNode given
            ? given
            : expected.putObject("stream_options");
    wanted.put("include_usage", true);
    assertThat(edited).isEqualTo(expected);
  }

  enum Options {
    ABSENT(""),
    NULL("null"),
    EMPTY("{}"),
    OTHER("{\"x\":1}"),
    OFF("{\"x\":1,\"include_usage\":false}"),
    ON("{\"include_usage\": true }");

    private final String json;

    Options(String json) {
      this.json = json;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"messages":[{"role":"user","content":"x"}]}|model
          {"model":7,"messages":[{"role":"user","content":"x"}]}|model
          {"model":"m"}|messages
          {"model":"m","messages":[]}|messages
          {"model":"m","messages":"x"}|messages
          {"model":"m","messages":[{"content":"x"}]}|messages[0].role
          {"model":"m","messages":[{"role":"user","content":7}]}|messages[0].content
          {"model":"m","model":"n","messages":[{"role":"user","content":"x"}]}|model
          {"model":"m","stream":"yes","messages":[{"role":"user","content":"x"}]}|stream
          {"model":"m","temperature":9,"messages":[{"role":"user","content":"x"}]}|temperature
          {"model":"m","n":0,"messages":[{"role":"user","content":"x"}]}|n
          {"model":"m","routing":{"speed":1},"messages":[{"role":"user","content":"x"}]}|routing.speed
          """)
  void shouldNameTheFieldAtFault(String body, String param) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(IngressProblem.INVALID_REQUEST);
              assertThat(e.param()).isEqualTo(param);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{}x", "{\"a\":}", "\"a\"", "nope", "{\"a\":1}{\"b\":2}"})
  void shouldRefuseWhatIsNoJsonObject(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(ProblemException.class);
  }

  @Test
  void shouldRefuseOtherEncodings() {
    byte[] body = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> READER.read(body, body.length))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isEqualTo(IngressProblem.INVALID_JSON));
  }

  @Test
  void shouldRefuseNestingBeyondTheBound() {
    String deep = "[".repeat(40) + "]".repeat(40);

    assertThatThrownBy(() -> read("{\"model\":\"m\",\"x\":" + deep + "}"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isEqualTo(IngressProblem.INVALID_JSON));
  }

  @Test
  void shouldNeverQuoteTheRequestInAMessage() {
    assertThatThrownBy(
            () -> read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"canary-77"))
        .hasMessageNotContaining("canary");
  }

  private static ChatRequest read(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return READER.read(bytes, bytes.length);
  }

  private static String edited(String body, String upstreamModel) {
    ChatRequest request = read(body);
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    request
        .editsFor(upstreamModel)
        .apply(request.body().bytes(), 0, request.body().length(), bytes::write);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldLeaveALargePictureWhereItStands() {
    String url = "data:image/png;base64," + "A".repeat(4_000_000);
    byte[] body =
        ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                + url
                + "\"}}]}],\"x\":1}")
            .getBytes(StandardCharsets.UTF_8);
    ChatRequestReader reader = new ChatRequestReader(new ChatLimits(100, 20_000_000, 100, 10));
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    reader.read(body, body.length);
    long before = threads.getCurrentThreadAllocatedBytes();
    ChatRequest request = reader.read(body, body.length);
    long made = threads.getCurrentThreadAllocatedBytes() - before;

    ChatPart.PictureAt picture = request.pictures().get(0);
    Span data = requireNonNull(picture.data());
    assertThat(new String(body, data.start(), data.length(), StandardCharsets.UTF_8))
        .isEqualTo(url);
    assertThat(made).isLessThan(200_000);
  }
}
