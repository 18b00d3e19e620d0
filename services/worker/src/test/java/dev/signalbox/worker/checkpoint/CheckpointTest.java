package dev.signalbox.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.worker.cli.RandomFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 1);
  }

  private void config(String from, String to) throws IOException {
    Path file = folder.resolve("config.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void shouldOpenAWholeFolder() {
    assertThat(Checkpoint.open(folder).config()).isEqualTo(RandomFolder.tiny());
  }

  @Test
  void shouldFillOmittedKeysWithTheClassesDefaults() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\":\"idefics3\",\"image_token_id\":7,\"scale_factor\":7,\"text_config\":{\"rope_theta\":1e5},\"vision_config\":{}}");
    ModelConfig config = ConfigReader.read(folder);
    assertThat(config.text())
        .isEqualTo(new TextConfig(4096, 11008, 32, 32, 32, 128, 32000, 1e-6, 1e5, 2048));
    assertThat(config.vision()).isEqualTo(new VisionConfig(1152, 3072, 12, 16, 224, 32, 1e-6));
  }

  @Test
  void shouldFindThetaInItsSecondPlace() throws IOException {
    config(
        "\"rope_theta\" : 100000.0",
        "\"rope_parameters\" : {\"rope_theta\" : 273768.0, \"rope_type\": \"default\"}");
    assertThat(ConfigReader.read(folder).text().ropeTheta()).isEqualTo(273768.0);
  }

  @Test
  void shouldRefuseAMissingTheta() throws IOException {
    config("\"rope_theta\"", "\"rope_beta\"");
    assertThatThrownBy(() -> ConfigReader.read(folder))
        .hasMessageContaining("config.json")
        .hasMessageContaining("rope_theta");
  }

  @Test
  void shouldNameTheTensorWhoseShapeIsWrong() throws IOException {
    config("\"intermediate_size\" : 128", "\"intermediate_size\" : 256");
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("model.text_model.layers.0.mlp.gate_proj.weight")
        .hasMessageContaining("[128, 64]");
  }

  @Test
  void shouldNameTheTensorThatIsMissing() throws IOException {
    config("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3");
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .hasMessageContaining("layers.2")
        .hasMessageContaining("missing");
  }

  @Test
  void shouldRefuseATruncatedWeightFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    byte[] all = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(all, all.length - 1000));
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("truncated");
  }

  @Test
  void shouldRefuseAShardOutsideTheFolder() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\":{\"a\":\"../../etc/passwd\"}}");
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageContaining("outside the folder");
  }
}
