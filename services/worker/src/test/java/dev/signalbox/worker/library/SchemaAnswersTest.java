package dev.signalbox.worker.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The committed model, held to schemas. */
class SchemaAnswersTest {
  private static final String SHAPE =
      """
      {"type": "object",
       "properties": {
         "shape": {"enum": ["circle", "square", "triangle", "star"]},
         "colours": {"type": "array", "items": {"type": "string", "maxLength": 12}, "maxItems": 3},
         "count": {"type": "integer", "minimum": 0, "maximum": 20},
         "note": {"type": ["string", "null"]}},
       "required": ["shape", "colours", "count"],
       "additionalProperties": false}
      """;

  private static VisionLanguageModel model;

  @BeforeAll
  static void load() {
    model =
        VisionLanguageModel.load(Path.of("checkpoint/signalbox-see"), ServerOptions.standard(1));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void shouldAlwaysParseAndValidateWhateverTheSampling() throws IOException {
    Message question =
        new Message(
            "user",
            List.of(
                new Message.Part.Picture(Files.readAllBytes(Path.of("checkpoint/heldout/001.png"))),
                new Message.Part.Text("What is this?")));
    for (int seed = 0; seed < 12; seed++) {
      Sampling wild =
          new Sampling(seed % 4 * 0.6, 1, 0, 0, 1 + seed % 3, 0, 0, OptionalLong.of(seed));
      for (String schema : List.of(SHAPE, "{\"type\":\"object\"}")) {
        GenerationOptions options =
            new GenerationOptions(60 + seed * 5, wild, List.of(), OptionalInt.empty())
                .withSchema(schema);
        validate(schema, model.answer(List.of(question), options));
      }
    }
  }

  @Test
  void shouldRefuseWhatItCannotHoldTo() {
    List<Message> question = List.of(Message.text("user", "hello"));
    assertThatThrownBy(
            () -> model.answer(question, GenerationOptions.greedy(40).withSchema("{\"not\":{}}")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("'not'");
    assertThatThrownBy(() -> model.answer(question, GenerationOptions.greedy(2).withSchema(SHAPE)))
        .hasMessageContaining("shortest answer");
  }

  private static void validate(String schema, String answer) {
    try {
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(new JsonMapper().readTree(answer)))
          .as(answer)
          .isEmpty();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + answer, e);
    }
  }
}
