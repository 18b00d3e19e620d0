package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is sent as a body is answered, in the API's own shape, and never with a 500. */
@QuarkusTest
class HostileBodiesTest extends EdgeTest {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1.5",
          "1e999999999",
          "1e-999999999",
          "1e99999999999",
          "9".repeat(999),
          "9".repeat(5000),
          "NaN",
          "01",
          "\"\"",
          "\"x\"",
          "\"\\ud800\"",
          "\"\\udc00x\"",
          "\"\\u0000\"",
          "\"\u0001\"",
          "\"\\x\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "[{}]",
          "[{\"type\":null}]",
          "[{\"type\":\"text\"}]",
          "[{\"type\":\"text\",\"text\":1}]",
          "[{\"type\":\"image\",\"source\":null}]",
          "[{\"type\":\"image_url\",\"image_url\":null}]",
          "[{\"type\":\"tool_result\",\"content\":[null,1,[]]}]",
          "[{\"type\":\"function_call\"}]",
          "[{\"role\":\"user\",\"content\":[null]}]",
          "[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\"}]}]",
          "[".repeat(90) + "]".repeat(90),
          "[".repeat(5000) + "]".repeat(5000));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The same, for an upstream in whose words it has to be said.
        "/v1/chat/completions|messages max_tokens temperature n stop tools tool_choice"
            + " response_format metadata unknown|claude-ok",
        "/v1/messages|messages max_tokens system tools thinking unknown|claude-ok",
        "/v1/chat/completions|messages model stream stream_options max_tokens temperature n stop"
            + " tools tool_choice response_format seed logprobs top_logprobs routing unknown|ok",
        "/v1/messages|messages model max_tokens system stream stop_sequences temperature tools"
            + " tool_choice metadata thinking routing unknown|ok",
        "/v1/messages/count_tokens|messages model system tools tool_choice unknown|ok",
        "/v1/responses|input model instructions stream max_output_tokens tools tool_choice text"
            + " reasoning previous_response_id conversation background metadata routing unknown|ok",
        "/v1/embeddings|input model encoding_format dimensions routing unknown|vectors",
        "/v1/route|messages model tools response_format routing unknown|ok",
        "/v1/batches|input_file_id endpoint completion_window metadata|ok"
      })
  void shouldAnswerInItsOwnShape(String path, String fields, String model) throws Exception {
    for (Map.Entry<String, byte[]> body : wholes(path, model).entrySet()) {
      answered(path, body.getKey(), body.getValue());
    }
    for (String field : fields.split(" ", -1)) {
      for (String value : VALUES) {
        String body = good(path, model, field, "\"" + field + "\":" + value);
        answered(path, field + "=" + value, body.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** A request with {@code member} in the place of the member {@code but}. */
  private static String good(String path, String model, String but, String member) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("model", "\"model\":\"" + model + '"');
    members.put("messages", "\"messages\":[{\"role\":\"user\",\"content\":\"hostile\"}]");
    members.put("input", "\"input\":\"hostile\"");
    members.put("max_tokens", "\"max_tokens\":5");
    members.remove(
        path.endsWith("responses") || path.endsWith("embeddings") ? "messages" : "input");
    if (!path.startsWith("/v1/messages")) {
      members.remove("max_tokens");
    }
    if (path.endsWith("batches")) {
      members.clear();
      members.put("input_file_id", "\"input_file_id\":\"file-x\"");
      members.put("endpoint", "\"endpoint\":\"/v1/chat/completions\"");
    }
    members.put(but, member);
    return "{" + String.join(",", members.values()) + "}";
  }

  private static Map<String, byte[]> wholes(String path, String model) {
    String good = good(path, model, "unknown", "\"unknown\":\"wörld\"");
    byte[] utf8 = good.getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put("empty", new byte[0]);
    bodies.put("one byte", utf8("{"));
    bodies.put("nothing but NUL", new byte[64]);
    bodies.put("NUL before", join(new byte[1], utf8));
    bodies.put("NUL behind", join(utf8, new byte[1]));
    bodies.put("twice", join(utf8, utf8));
    bodies.put("cut", utf8(good.substring(0, good.length() - 1)));
    bodies.put("a mark before", join(bytes(0xef, 0xbb, 0xbf), utf8));
    bodies.put("UTF-16", good.getBytes(StandardCharsets.UTF_16LE));
    bodies.put("UTF-32", good.getBytes(Charset.forName("UTF-32BE")));
    bodies.put("no UTF-32", bytes(0, 0, 0, '{', 0xff, 0xff, 0xff, 0xff));
    bodies.put("no UTF-32 either", bytes('{', 0, 0, 0, 0xff, 0xff, 0xff, 0xff));
    bodies.put("no UTF-8", good.getBytes(StandardCharsets.ISO_8859_1));
    bodies.put(
        "a surrogate in UTF-8", join(utf8("{\"a\":\""), bytes(0xed, 0xa0, 0x80), utf8("\"}")));
    bodies.put("overlong", join(utf8("{\"a\":\""), bytes(0xc0, 0x80), utf8("\"}")));
    bodies.put("all twice", utf8(good.substring(0, good.length() - 1) + "," + good.substring(1)));
    for (String other : List.of("null", "[]", "5", "\"x\"", "true")) {
      bodies.put(other, utf8(other));
    }
    return bodies;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private void answered(String path, String what, byte[] body) throws Exception {
    String said = path + " " + (what.length() > 60 ? what.substring(0, 60) : what);
    Caller.Answer answer = caller.post(path, body);
    assertThat(answer.status()).as(said + " " + answer.body()).isBetween(200, 499);
    if (answer.header("content-type").startsWith("text/event-stream")) {
      assertThat(answer.status()).as(said).isEqualTo(200);
      return;
    }
    JsonNode json = answer.json();
    if (answer.status() >= 400) {
      assertThat(json.at("/error/type").asText()).as(said).isNotBlank();
      assertThat(json.at("/error/message").asText()).as(said).isNotBlank();
      assertThat(json.path("type").asText())
          .as(said)
          .isEqualTo(path.startsWith("/v1/messages") ? "error" : "");
    }
  }
}
