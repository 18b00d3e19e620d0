package dev.signalbox.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.prompt.ChatTemplate;
import dev.signalbox.worker.prompt.Tokenizer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that are cut, corrupt or made to deceive: refused with the file and a reason. */
class HostileFolderTest {
  private static final String WEIGHTS = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 1);
  }

  /** Everything that is read before the first weight is. */
  private void open() {
    Checkpoint checkpoint = Checkpoint.open(folder);
    ProcessorConfig.read(folder, checkpoint.config());
    ChatTemplate.read(folder);
    Tokenizer.read(folder).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        WEIGHTS,
        "config.json",
        "generation_config.json",
        "preprocessor_config.json",
        "processor_config.json",
        "chat_template.json",
        "tokenizer.json"
      })
  void shouldRefuseEveryTruncationByTheFilesName(String name) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    int header =
        name.equals(WEIGHTS)
            ? 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0)
            : 9;
    int[] places = {0, 1, 7, 8, 9, header - 1, header, header + 1, whole.length - 2};
    SplittableRandom random = new SplittableRandom(3);
    int[] drawn = random.ints(12, 1, whole.length - 1).toArray();
    for (int[] lengths : new int[][] {places, drawn}) {
      for (int length : lengths) {
        Files.write(folder.resolve(name), Arrays.copyOf(whole, Math.min(length, whole.length - 2)));
        assertThatThrownBy(this::open)
            .as("%s cut to %d bytes", name, length)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining(name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {WEIGHTS, "config.json", "processor_config.json", "preprocessor_config.json"})
  void shouldNeverFailInAnyOtherWayWhenBytesAreWrong(String name) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    int end = name.equals(WEIGHTS) ? 4000 : whole.length;
    int refused = 0;
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        bytes[random.nextInt(end)] =
            (byte) (random.nextBoolean() ? '0' + random.nextInt(10) : random.nextInt());
      }
      Files.write(folder.resolve(name), bytes);
      try {
        open();
      } catch (CheckpointException e) {
        refused++;
        assertThat(e.getMessage()).contains(folder.toString());
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  private void index(String shard) throws IOException {
    Files.move(folder.resolve(WEIGHTS), folder.resolve("model-00001-of-00001.safetensors"));
    StringBuilder map = new StringBuilder();
    for (String tensor :
        SafetensorsFile.open(folder.resolve("model-00001-of-00001.safetensors"))
            .entries()
            .keySet()) {
      map.append(map.isEmpty() ? "" : ",").append("\"%s\":\"%s\"".formatted(tensor, shard));
    }
    Files.writeString(folder.resolve(INDEX), "{\"weight_map\":{%s}}".formatted(map));
  }

  @Test
  void shouldOpenShards() throws IOException {
    index("model-00001-of-00001.safetensors");
    open();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model-00001-of-00001.safetensors",
        "/etc/passwd",
        "sub/../../x.safetensors",
        "sub/x.safetensors",
        "",
        ".",
        "..",
        "a\\u0000b",
        "absent.safetensors",
        "config.json"
      })
  void shouldRefuseAnIndexThatLeadsAstray(String shard) throws IOException {
    index(shard);
    assertThatThrownBy(this::open)
        .isInstanceOf(CheckpointException.class)
        .hasMessageMatching("(?s).*(" + INDEX + "|config.json).*");
  }

  @Test
  void shouldNameAMissingTensorOfAShard() throws IOException {
    index("model-00001-of-00001.safetensors");
    String map = Files.readString(folder.resolve(INDEX));
    Files.writeString(folder.resolve(INDEX), map.replace("lm_head.weight", "lm_head.wait"));
    assertThatThrownBy(this::open)
        .hasMessageContaining("model-00001-of-00001.safetensors")
        .hasMessageContaining("lm_head.wait");
  }

  @Test
  void shouldNameATensorOfAWrongType() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(WEIGHTS));
    String text = new String(bytes, 0, 4000, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("F32", text.indexOf("post_layernorm") < 0 ? 0 : 8);
    bytes[at] = 'I';
    Files.write(folder.resolve(WEIGHTS), bytes);
    assertThatThrownBy(this::open)
        .hasMessageContaining(WEIGHTS)
        .hasMessageContaining("patch_embedding.weight")
        .hasMessageContaining("I32");
  }

  @Test
  void shouldReadFarBeyondTwoGigabytesAndRefuseATensorThatIsLarger() throws IOException {
    // given a sparse file: two tensors of 1.5 GB, then a small one
    long half = 1_500_000_000L;
    String header =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},\"b\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]},\"c\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
            .formatted(half, half, half, half, 2 * half, 2 * half, 2 * half + 8);
    Path file = sparse(header, 2 * half + 8, 2.5f);
    // then
    SafetensorsFile tensors = SafetensorsFile.open(file);
    assertThat(TensorValues.floats(tensors, "c")).containsExactly(0f, 2.5f);
    Path large =
        sparse(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(2 * half, 2 * half),
            2 * half,
            0);
    SafetensorsFile one = SafetensorsFile.open(large);
    assertThatThrownBy(() -> one.map(java.util.Objects.requireNonNull(one.find("a"))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("larger than 2 GB");
  }

  private Path sparse(String header, long dataBytes, float last) throws IOException {
    Path file = folder.resolve("sparse.safetensors");
    Files.deleteIfExists(file);
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
      raw.write(json);
      raw.setLength(8 + json.length + dataBytes);
      raw.seek(8 + json.length + dataBytes - 4);
      raw.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(last).array());
    }
    return file;
  }
}
