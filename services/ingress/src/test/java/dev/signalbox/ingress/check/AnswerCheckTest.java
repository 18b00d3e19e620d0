package dev.signalbox.ingress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.pool.Escalation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCheckTest {
  private static final Escalation ALL =
      new Escalation(List.of("strong"), 2, 200, true, true, 0.6, 3, 0.6);
  private static final AnswerFormat TEXT = new AnswerFormat.Text();
  private static final AnswerFormat SCHEMA =
      new AnswerFormat.JsonSchema(
          """
          {"type":"object","required":["name","tags"],"additionalProperties":false,
           "properties":{"name":{"type":"string"},"age":{"type":["integer","null"],"minimum":0},
             "tags":{"type":"array","maxItems":2,"items":{"$ref":"#/$defs/tag"}}},
           "$defs":{"tag":{"enum":["a","b"]}}}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I’m sorry, but I can't do this.",
        "I cannot help with that.",
        "As an AI, I have no opinion.",
        " Sorry, I can't say."
      })
  void shouldRecogniseARefusalByItsOpening(String text) {
    assertThat(AnswerCheck.failure(ALL, TEXT, said(text))).contains("it reads like a refusal");
  }

  @Test
  void shouldLetAnAnswerPassThatSpeaksOfRefusing() {
    assertThat(AnswerCheck.failure(ALL, TEXT, said("He said: I cannot help with that."))).isEmpty();
  }

  @Test
  void shouldBoundTheLength() {
    assertThat(AnswerCheck.failure(ALL, TEXT, said("x")))
        .contains("it has 1 characters, less than 2");
    assertThat(AnswerCheck.failure(ALL, TEXT, said("x".repeat(201))))
        .contains("it has 201 characters, more than 200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name":"x","tags":[]}                   | ``
          {"name":"x","age":null,"tags":["a","b"]} | ``
          {"name":"x"}                             | its JSON lacks a required member
          {"name":5,"tags":[]}                     | its JSON has something that is not of type string
          {"name":"x","tags":["c"]}                | its JSON has a value that is not among those allowed
          {"name":"x","tags":["a","a","a"]}        | its JSON has a list of the wrong length
          {"name":"x","age":-1,"tags":[]}          | its JSON has a number that is out of bounds
          {"name":"x","age":1.5,"tags":[]}         | its JSON has something of none of the types
          {"name":"x","tags":[],"more":1}          | its JSON has a member that is not allowed
          [1,2]                                    | its JSON has something that is not of type object
          {"name":"x","tags":[]} and more          | it is no JSON
          not JSON                                 | it is no JSON
          """)
  void shouldHoldAnAnswerToTheSchemaThatWasAskedFor(String text, String failure) {
    assertThat(AnswerCheck.failure(ALL, SCHEMA, said(text)).orElse("")).isEqualTo(failure);
  }

  @Test
  void shouldStopAtASchemaThatGoesInCircles() {
    AnswerFormat circle = new AnswerFormat.JsonSchema("{\"$ref\":\"#\"}");

    assertThat(AnswerCheck.failure(ALL, circle, said("{}")))
        .contains("its JSON is too deep to be checked");
  }

  @Test
  void shouldReadTheFirstChoiceAndItsConfidence() {
    byte[] json =
        """
        {"choices":[{"message":{"content":"yes"},
          "logprobs":{"content":[{"logprob":-1.0},{"logprob":-0.6}]}}]}
        """
            .getBytes(StandardCharsets.UTF_8);

    Answer answer = Answer.read(json, json.length).orElseThrow();

    assertThat(answer.text()).isEqualTo("yes");
    assertThat(AnswerCheck.failure(ALL, TEXT, answer))
        .contains("its tokens have a mean probability of 45%, less than 60%");
  }

  @Test
  void shouldNotJudgeCallsOfTools() {
    Answer calling = new Answer("", true, false, OptionalDouble.empty());

    assertThat(AnswerCheck.failure(ALL, TEXT, calling)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The answer is 42.        | So it makes 42     | true
          It costs 1200.00 dollars | 1,200 dollars      | true
          It costs 1200.00 dollars | in all 1201        | false
          -3                       | 3                  | false
          Paris                    | paris!             | true
          Paris                    | London             | false
          """)
  void shouldCompareWhatAnswersConclude(String one, String other, boolean agree) {
    assertThat(
            AnswerCheck.disagreement(
                new Escalation(List.of("strong"), 0, 0, false, false, 0, 2, 1),
                said(one),
                List.of(said(other))))
        .isEqualTo(
            agree
                ? java.util.Optional.empty()
                : java.util.Optional.of("only 1 of 2 samples agree with it"));
  }

  private static Answer said(String text) {
    return new Answer(text, false, false, OptionalDouble.empty());
  }
}
