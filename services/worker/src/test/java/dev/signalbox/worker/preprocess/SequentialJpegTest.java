package dev.signalbox.worker.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialJpegTest {
  private final ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);

  /** Which kinds are decoded here; libjpeg-turbo's cjpeg and Pillow 11 made and read them. */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/pictures/jpeg/pillow.csv")
  void shouldEqualPillow(String name, boolean here, int width, int height, String sha256) {
    byte[] jpeg = Pictures.resource("jpeg/" + name + ".jpg");
    RgbImage image = decoder.decode(jpeg);
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    assertThat(Pictures.sha256(image)).isEqualTo(sha256);
    assertThat(SequentialJpeg.decode(jpeg, ImageHeader.read(jpeg)).isPresent()).isEqualTo(here);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420-odd",
        "422-even-restart",
        "440-odd",
        "444-odd",
        "grey",
        "420-strips",
        "444-strips"
      })
  void shouldGiveTheSamePixelsToTheResizer(String name) {
    byte[] jpeg = Pictures.resource("jpeg/" + name + ".jpg");
    Pixels planes = decoder.open(jpeg);
    assertThat(planes).isInstanceOf(JpegPixels.class);
    assertThat(Lanczos.resize(planes, 30, 50).rgb())
        .isEqualTo(Lanczos.resize(planes.image(), 30, 50).rgb());
  }

  @Test
  void shouldLeaveACutOrDifferingPictureToTheOtherDecoder() {
    byte[] jpeg = Pictures.resource("jpeg/420-odd.jpg");
    ImageHeader header = ImageHeader.read(jpeg);
    byte[] cut = java.util.Arrays.copyOf(jpeg, jpeg.length * 3 / 4);
    assertThat(SequentialJpeg.decode(cut, header)).isEmpty();
    ImageHeader larger = new ImageHeader(header.format(), 38, header.height(), 1);
    assertThat(SequentialJpeg.decode(jpeg, larger)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"420-even-restart", "444-odd", "optimised", "progressive"})
  void shouldRefuseOrDecodeBrokenBytesButNeverFail(String name) {
    byte[] whole = Pictures.resource("jpeg/" + name + ".jpg");
    Random random = new Random(7);
    int decoded = 0;
    for (int i = 0; i < 300; i++) {
      byte[] broken = whole.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        broken[2 + random.nextInt(broken.length - 2)] = (byte) random.nextInt();
      }
      try {
        decoder.decode(broken);
        decoded++;
      } catch (ImageRefusedException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThat(decoded).isBetween(1, 299);
  }
}
