package dev.signalbox.ingress.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.contracts.events.InferenceRequested;
import dev.signalbox.contracts.events.OperatingPointServed;
import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.contracts.events.RouteDecided;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final ObjectMapper JACKSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final Map<String, Class<?>> CLASSES =
      Map.of(
          "CostCharged", CostCharged.class,
          "RouteDecided", RouteDecided.class,
          "OutcomeObserved", OutcomeObserved.class,
          "InferenceRequested", InferenceRequested.class);

  @Test
  void shouldWriteEverySampleOfTheContractsAsJacksonDoes() throws IOException {
    int compared = 0;
    for (Path sample : samples()) {
      String name = sample.getFileName().toString();
      for (Map.Entry<String, Class<?>> each : CLASSES.entrySet()) {
        if (name.startsWith(each.getKey())) {
          assertSame(JACKSON.readValue(sample.toFile(), each.getValue()));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(CLASSES.size());
  }

  private static List<Path> samples() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("proto/events/samples"))) {
      root = Objects.requireNonNull(root.getParent(), "proto/events/samples lies above");
    }
    try (Stream<Path> files = Files.walk(root.resolve("proto/events/samples"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void shouldWriteAnyTextAndAnyNumber() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      long number = random.nextLong() >> random.nextInt(64);
      assertSame(
          new CandidateConsidered.CandidateConsideredBuilder()
              .withModel(text(random))
              .withExcluded(i % 3 == 0 ? null : text(random))
              .withExpectedCostNanoUsd(number)
              .withSuccess(BigDecimal.valueOf(number, random.nextInt(24) - 3))
              .withLower(new BigDecimal(new BigInteger(random.nextInt(200), random), 40))
              .withBasis(CandidateConsidered.Basis.OUTCOMES)
              .build());
    }
    for (long edge : new long[] {0, 1, -1, 9, 10, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertSame(
          new CandidateConsidered.CandidateConsideredBuilder()
              .withExpectedCostNanoUsd(edge)
              .withSuccess(BigDecimal.valueOf(edge))
              .withUpper(BigDecimal.valueOf(edge, 9))
              .build());
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      switch (random.nextInt(12)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append("\"\\/\u007f\u2028".charAt(random.nextInt(5)));
        case 2 -> text.appendCodePoint(0x80 + random.nextInt(0x700));
        case 3 -> text.appendCodePoint(0x1F300 + random.nextInt(0x100));
        case 4 -> text.append('\u4f1a');
        default -> text.append((char) (' ' + random.nextInt(0x5F)));
      }
    }
    return text.toString();
  }

  @Test
  void shouldWriteHalfASurrogateAsAnEscape() throws IOException {
    CandidateConsidered event =
        new CandidateConsidered.CandidateConsideredBuilder().withModel("a\ud83db").build();

    assertThat(new String(EventJson.of(event), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("{\"model\":\"a\\ud83db\"}");
  }

  @Test
  void shouldWriteAListThatStandsInManyEventsAlike() {
    OperatingPointServed point =
        new OperatingPointServed.OperatingPointServedBuilder()
            .withLossPoints(BigDecimal.valueOf(-0.5))
            .withWeightPerUsd(BigDecimal.valueOf(12.25))
            .build();
    List<OperatingPointServed> points = new ArrayList<>(List.of(point, point));
    Often<OperatingPointServed> often = new Often<>(points);

    assertThat(EventJson.of(often)).isEqualTo(EventJson.of(points));
    assertThat(EventJson.of(often)).isEqualTo(EventJson.of(points));
    assertThat(EventJson.of(new Often<>(List.of()))).asString().isEqualTo("[]");
  }

  @Test
  void shouldLeaveToJacksonWhatItDoesNotKnow() {
    assertThat(EventJson.of(Map.of("a", 1))).asString().isEqualTo("{\"a\":1}");
    assertThat(EventJson.of(Instant.EPOCH)).asString().isEqualTo("\"1970-01-01T00:00:00Z\"");
  }

  private static void assertSame(Object event) {
    try {
      JsonNode expected = JACKSON.readTree(JACKSON.writeValueAsBytes(event));
      JsonNode written = JACKSON.readTree(EventJson.of(event));
      assertThat(written).isEqualTo(expected);
      assertThat(names(written)).isEqualTo(names(expected));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
