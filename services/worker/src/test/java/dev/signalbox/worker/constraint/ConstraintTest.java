package dev.signalbox.worker.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.signalbox.worker.prompt.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final TokenBytes TOKENS = TokenBytes.read(Path.of("checkpoint/signalbox-see"));
  private static final Constraints CONSTRAINTS = new Constraints(new Vocabulary(TOKENS.all()));
  private static final int END = 767;

  /** Draws tokens from random logits until the constraint or the bound ends the answer. */
  private static String draw(Constraint constraint, int most, Random random) {
    Constraint.Walk walk = constraint.walk();
    java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
    for (int size = 0; size < most && !walk.closed(); size++) {
      float[] logits = new float[768];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextGaussian() * 3;
      }
      walk.restrict(logits, most - size, List.of((long) END));
      int token = 0;
      for (int i = 1; i < logits.length; i++) {
        token = logits[i] > logits[token] ? i : token;
      }
      assertThat(logits[token]).as("a token is left").isGreaterThan(Float.NEGATIVE_INFINITY);
      byte[] bytes = TOKENS.of(token);
      if (bytes == null) {
        assertThat(token).isEqualTo(END);
        break;
      }
      text.writeBytes(bytes);
      walk.accept(bytes);
    }
    assertThat(walk.whole()).isTrue();
    return text.toString(StandardCharsets.UTF_8);
  }

  private static void check(String schema, String answer) {
    try {
      JsonNode value = JSON.readTree(answer);
      var validator =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
      assertThat(validator.validate(value)).as("%s for %s", answer, schema).isEmpty();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + answer, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "true",
        "{'type':'object'}",
        "{'type':'string','minLength':3,'maxLength':5}",
        "{'type':'integer','minimum':-17,'maximum':1204}",
        "{'type':'integer','exclusiveMinimum':0}",
        "{'type':'number','minimum':0,'maximum':1}",
        "{'type':'number','exclusiveMinimum':-2.5,'exclusiveMaximum':3}",
        "{'type':['string','null']}",
        "{'enum':['red','grün',3,null,{'a':[1]}]}",
        "{'const':'x\\\"y'}",
        "{'type':'array','items':{'type':'integer'},'minItems':2,'maxItems':4}",
        "{'type':'array','prefixItems':[{'type':'string'},{'type':'integer'}],'items':false}",
        "{'type':'array','items':{'type':'boolean'}}",
        "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'}},"
            + "'required':['b'],'additionalProperties':false}",
        "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'string'}}}",
        "{'type':'object','required':['z'],'properties':{'y':{'type':'null'}}}",
        "{'type':'object','additionalProperties':{'type':'integer'}}",
        "{'anyOf':[{'type':'string'},{'type':'object','properties':{'k':{'const':1}}}]}",
        "{'oneOf':[{'type':'string'},{'type':'integer'}]}",
        "{'type':'string','pattern':'^[A-Z]{2}-\\\\d+(x|y)?$'}",
        "{'type':'string','pattern':'a.c'}",
        "{'type':'string','format':'date-time'}",
        "{'type':'string','format':'uuid'}",
        "{'type':'string','format':'email'}",
        "{'$defs':{'node':{'type':'object','properties':{'value':{'type':'integer'},"
            + "'next':{'anyOf':[{'$ref':'#/$defs/node'},{'type':'null'}]}},"
            + "'required':['value','next'],'additionalProperties':false}},'$ref':'#/$defs/node'}",
        "{'type':'object','properties':{'children':{'type':'array','items':{'$ref':'#'}}}}"
      })
  void shouldAlwaysGiveWhatParsesAndValidates(String quoted) {
    String schema = quoted.replace('\'', '"');
    Constraint constraint = CONSTRAINTS.compile(schema);
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int most = constraint.shortest() + random.nextInt(seed % 2 == 0 ? 4 : 120);
      check(schema, draw(constraint, Math.max(1, most), random));
    }
  }

  @Property(tries = 150, seed = "1")
  void shouldHoldForEverySchemaItTakes(@ForAll("schemas") String schema, @ForAll long seed) {
    Constraint constraint = CONSTRAINTS.compile(schema);
    Random random = new Random(seed);
    int most = Math.max(1, constraint.shortest() + random.nextInt(80));
    check(schema, draw(constraint, most, random));
  }

  @Provide
  Arbitrary<String> schemas() {
    return schema(3);
  }

  private static Arbitrary<String> schema(int depth) {
    Arbitrary<String> scalar =
        Arbitraries.of(
            "{\"type\":\"string\"}",
            "{\"type\":\"string\",\"maxLength\":4}",
            "{\"type\":\"integer\",\"minimum\":3}",
            "{\"type\":\"number\",\"maximum\":10.5}",
            "{\"type\":\"boolean\"}",
            "{\"type\":\"null\"}",
            "{\"enum\":[\"a\",\"ab\",\"b\"]}");
    if (depth == 0) {
      return scalar;
    }
    Arbitrary<String> inner = schema(depth - 1);
    Arbitrary<String> array =
        inner.map(items -> "{\"type\":\"array\",\"maxItems\":3,\"items\":" + items + "}");
    Arbitrary<String> either =
        Combinators.combine(inner, inner).as((a, b) -> "{\"anyOf\":[" + a + "," + b + "]}");
    Arbitrary<String> object =
        Combinators.combine(inner.list().ofMaxSize(4), Arbitraries.integers().between(0, 15))
            .as(ConstraintTest::object);
    return Arbitraries.oneOf(scalar, array, either, object);
  }

  private static String object(List<String> members, int required) {
    List<String> names = new ArrayList<>();
    List<String> needed = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      names.add("\"m%d\":%s".formatted(i, members.get(i)));
      if ((required >> i & 1) == 1) {
        needed.add("\"m%d\"".formatted(i));
      }
    }
    return "{\"type\":\"object\",\"properties\":{%s},\"required\":[%s],\"additionalProperties\":false}"
        .formatted(String.join(",", names), String.join(",", needed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','patternProperties':{'^a':{}}}",
        "{'not':{}}",
        "{'type':'array','uniqueItems':true,'items':{}}",
        "{'allOf':[{'type':'string'},{'minLength':1}]}",
        "{'oneOf':[{'type':'string'},{'type':'string','minLength':3}]}",
        "{'type':'string','format':'idn-hostname'}",
        "{'type':'string','pattern':'(?=a)b'}",
        "{'type':'string','pattern':'\\\\bx'}",
        "{'type':'number','multipleOf':0.1}",
        "{'type':'integer','minimum':5,'maximum':4}",
        "{'$ref':'http://elsewhere/schema'}",
        "{'$ref':'#/nowhere'}",
        "{'$ref':'#'}",
        "{'type':'whatever'}",
        "false",
        "{'type':'string','minLength':1000000}",
        "[1]",
        "{'type':"
      })
  void shouldSayWhyASchemaIsNotSupported(String quoted) {
    assertThatThrownBy(() -> CONSTRAINTS.compile(quoted.replace('\'', '"')))
        .isInstanceOf(UnsupportedSchemaException.class)
        .hasMessageContaining("schema can't be used");
  }

  @Test
  void shouldRefuseADeepOrLongSchema() {
    String deep = "{\"items\":".repeat(60) + "{}" + "}".repeat(60);
    assertThatThrownBy(() -> CONSTRAINTS.compile(deep))
        .isInstanceOf(UnsupportedSchemaException.class);
    String longOne = "{\"description\":\"" + "x".repeat(70_000) + "\"}";
    assertThatThrownBy(() -> CONSTRAINTS.compile(longOne))
        .isInstanceOf(UnsupportedSchemaException.class);
  }
}
