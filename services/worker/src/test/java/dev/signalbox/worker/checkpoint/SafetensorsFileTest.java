package dev.signalbox.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  @TempDir Path folder;

  private Path write(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json);
    for (int i = 0; i < dataBytes / 4; i++) {
      all.putFloat(i + 0.5f);
    }
    return Files.write(folder.resolve("x.safetensors"), all.array());
  }

  @Test
  void shouldReadTensorsOfSeveralTypes() throws IOException {
    Path file =
        write(
            "{\"__metadata__\":{\"a\":\"b\"},\"f\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"h\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]}}",
            12);
    SafetensorsFile tensors = SafetensorsFile.open(file);
    assertThat(TensorValues.floats(tensors, "f")).containsExactly(0.5f, 1.5f);
    assertThat(TensorValues.floats(tensors, "h")).containsExactly(0f, 2.5f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}} | 8 | truncated",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | needs 8",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | hole",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | impossible shape",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,4]}} | 4 | impossible shape",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}} | 4 | outside",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}} | 4 | two data offsets",
        "{\"t\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | unsupported type",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | two data offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | overlaps",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 8 | describes",
        "[1] | 0 | not a JSON object",
        "{\"t\" | 0 | not JSON"
      })
  void shouldRefuseAHostileHeaderWithTheReason(String header, int bytes, String reason)
      throws IOException {
    Path file = write(header, bytes);
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("x.safetensors")
        .hasMessageContaining(reason);
  }

  @Test
  void shouldRefuseAHeaderLongerThanTheFile() throws IOException {
    Path file =
        Files.write(
            folder.resolve("x.safetensors"), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, 0});
    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .hasMessageContaining("18446744073709551615 bytes");
  }
}
