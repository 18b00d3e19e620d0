package dev.signalbox.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelFileTest {
  private static byte[] committed() throws IOException {
    try (InputStream in =
        ModelFileTest.class.getResourceAsStream("/dev/signalbox/classifier/model/default.sbx")) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  private static RoutingModel read(byte[] bytes) throws IOException {
    return ModelFile.read(new ByteArrayInputStream(bytes));
  }

  @Test
  void shouldReadTheCommittedModelAndWriteItBackTheSame() throws IOException {
    RoutingModel model = read(committed());

    assertThat(model.graded("gpt-4o-mini-2024-07-18")).isNotEmpty();
    assertThat(model.graded("gpt-4o-2024-08-06")).isNotEmpty();
    assertThat(read(ModelFile.toBytes(model)).version()).isEqualTo(model.version());
  }

  @Test
  void shouldRefuseDamage() throws IOException {
    byte[] sound = committed();
    SplittableRandom random = new SplittableRandom(1);

    assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(ModelFileException.class);
    assertThatThrownBy(
            () -> read("not a model at all".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(ModelFileException.class);
    for (int i = 0; i < 20; i++) {
      byte[] cut = Arrays.copyOf(sound, random.nextInt(sound.length));
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
      byte[] bent = sound.clone();
      bent[4 + random.nextInt(sound.length - 4)] ^= 0x10;
      assertThat(refusesOrIsUnchanged(bent, sound)).isTrue();
    }
  }

  /** A bit of gzip's own header may change without any effect. */
  private static boolean refusesOrIsUnchanged(byte[] bent, byte[] sound) throws IOException {
    try {
      return read(bent).version().equals(read(sound).version());
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void shouldRefuseATreeThatPointsBackwards() {
    Tree loop =
        new Tree(
            new int[] {0, -1, -1},
            new float[3],
            new int[] {0, 0, 0},
            new int[] {2, 0, 0},
            new float[3]);

    assertThatThrownBy(() -> loop.check(1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
