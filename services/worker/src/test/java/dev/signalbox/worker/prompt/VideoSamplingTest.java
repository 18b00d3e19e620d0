package dev.signalbox.worker.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.worker.checkpoint.JsonFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class VideoSamplingTest {
  /** Made by transformers 4.51.3 and num2words with {@code src/test/python/variants.py}. */
  private final JsonNode golden = JsonFile.read(Path.of("src/test/golden/video-samples.json"));

  @Test
  void shouldSampleTheFramesOfTheReference() {
    for (JsonNode row : golden.path("samples")) {
      VideoSampling sampling = new VideoSampling(row.get(2).asInt(), row.get(3).asDouble());
      int[] expected = new int[row.get(4).size()];
      java.util.Arrays.setAll(expected, i -> row.get(4).get(i).asInt());
      assertThat(sampling.indices(row.get(0).asInt(), row.get(1).asDouble()))
          .as(row.toString())
          .isEqualTo(expected);
    }
    assertThat(golden.path("samples")).hasSize(400);
  }

  @Test
  void shouldSpellNumbersAsTheReference() {
    for (int i = 0; i <= NumberWords.LARGEST; i++) {
      assertThat(NumberWords.of(i)).isEqualTo(golden.path("words").get(i).asText());
    }
  }

  @Test
  void shouldPutAVideoInWords() {
    List<Message.Part> parts =
        new VideoSampling(64, 1)
            .parts(new Message.Part.Video(List.of(new byte[0]), 3 * 25 * 3600, 25));
    assertThat(parts).hasSize(2 + 2 * 64);
    assertThat(parts.getFirst())
        .isEqualTo(
            new Message.Part.Text(
                "You are provided the following series of sixty-four frames from a 3:00:00 [H:MM:SS] video.\n"));
    assertThat(parts.get(1)).isEqualTo(new Message.Part.Text("\nFrame from 00:01:"));
    assertThat(parts.get(127)).isEqualTo(new Message.Part.Text("\nFrame from 179:59:"));
    assertThat(parts.getLast()).isEqualTo(new Message.Part.Text("\n\n"));
    assertThatThrownBy(() -> new Message.Part.Video(List.of(new byte[0], new byte[0]), 3, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
