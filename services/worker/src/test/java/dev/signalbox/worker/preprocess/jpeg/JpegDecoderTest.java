package dev.signalbox.worker.preprocess.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.worker.preprocess.ImageDecoder;
import dev.signalbox.worker.preprocess.ImageHeader;
import dev.signalbox.worker.preprocess.ImageRefusedException;
import dev.signalbox.worker.preprocess.Lanczos;
import dev.signalbox.worker.preprocess.Pictures;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.preprocess.Pixels;
import dev.signalbox.worker.preprocess.RgbImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);

  /**
   * Which kinds are decoded the fast way; libjpeg-turbo's cjpeg and Pillow 11 made and read them.
   */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/pictures/jpeg/pillow.csv")
  void shouldEqualPillow(String name, boolean fast, int width, int height, String sha256) {
    byte[] jpeg = Pictures.resource("jpeg/" + name + ".jpg");
    RgbImage image = decoder.decode(jpeg);
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    assertThat(Pictures.sha256(image)).isEqualTo(sha256);
    assertThat(SequentialJpeg.decode(JpegSegments.open(jpeg)).isPresent()).isEqualTo(fast);
  }

  /** Good files with bytes changed, cut out, put in or doubled; Pillow 11 read them. */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/pictures/jpeg/broken/pillow.csv")
  void shouldEqualPillowOnBrokenFiles(String name, String sha256) {
    byte[] jpeg = Pictures.resource("jpeg/broken/" + name + ".jpg");
    if (sha256.equals("refused")) {
      assertThatThrownBy(() -> decoder.decode(jpeg)).isInstanceOf(ImageRefusedException.class);
    } else {
      assertThat(Pictures.sha256(decoder.decode(jpeg))).isEqualTo(sha256);
    }
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
        "444-strips",
        "progressive",
        "several-scans"
      })
  void shouldGiveTheSamePixelsToTheResizer(String name) {
    byte[] jpeg = Pictures.resource("jpeg/" + name + ".jpg");
    Pixels planes = decoder.open(jpeg);
    assertThat(planes).isInstanceOf(JpegPixels.class);
    assertThat(Lanczos.resize(planes, 30, 50).rgb())
        .isEqualTo(Lanczos.resize(planes.image(), 30, 50).rgb());
  }

  @ParameterizedTest
  @ValueSource(strings = {"420-odd", "progressive", "cmyk", "several-scans"})
  void shouldDecodeAnOrdinaryPictureTheSameWhenItsCoefficientsAreKept(String name) {
    byte[] jpeg = Pictures.resource("jpeg/" + name + ".jpg");
    Pixels kept = new CoefficientJpeg(JpegSegments.open(jpeg)).decode();
    assertThat(kept.image().rgb()).isEqualTo(decoder.decode(jpeg).rgb());
  }

  @Test
  void shouldRefuseAPictureThatIsCutAnywhereBeforeItsEnd() {
    byte[] whole = Pictures.resource("jpeg/progressive.jpg");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder.decode(cut)).isInstanceOf(ImageRefusedException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "c3, lossless",
    "c5, hierarchical",
    "c9, arithmetic",
    "ca, arithmetic",
    "cb, lossless"
  })
  void shouldSayWhichKindsAreNotTaken(String frame, String reason) {
    byte[] jpeg = Pictures.resource("jpeg/420-odd.jpg");
    jpeg[find(jpeg, 0xc0) + 1] = (byte) Integer.parseInt(frame, 16);
    assertThatThrownBy(() -> decoder.decode(jpeg))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource({"4, 12, 12 bits a sample", "5, 0, x0", "9, 2, 2 components"})
  void shouldSayWhatIsWrongWithAFrameHeader(int at, int value, String reason) {
    byte[] jpeg = Pictures.resource("jpeg/420-odd.jpg");
    int frame = find(jpeg, 0xc0);
    jpeg[frame + at] = (byte) value;
    if (at == 5) {
      jpeg[frame + 6] = 0; // height zero: told later by DNL, which nobody writes
    }
    assertThatThrownBy(() -> decoder.decode(jpeg))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldRefuseAPictureWithMoreScansThanItsCoefficientsHaveBits() {
    byte[] jpeg = Pictures.resource("jpeg/progressive.jpg");
    int last = last(jpeg, 0xda);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 2_000; i++) {
      bomb.write(jpeg, last, jpeg.length - 2 - last);
    }
    bomb.write(jpeg, jpeg.length - 2, 2);
    assertThatThrownBy(() -> decoder.decode(bomb.toByteArray()))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining("more scans");
  }

  @Test
  void shouldPassOverWhatLiesBetweenSegments() {
    byte[] jpeg = Pictures.resource("jpeg/420-odd.jpg");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int frame = find(jpeg, 0xc0);
    out.write(jpeg, 0, frame);
    out.writeBytes(new byte[] {1, 2, 3, (byte) 0xff, 0, 5, (byte) 0xff});
    out.write(jpeg, frame, jpeg.length - frame);
    assertThat(decoder.decode(out.toByteArray()).rgb()).isEqualTo(decoder.decode(jpeg).rgb());
  }

  @Test
  void shouldRefuseAFrameThatIsNotWhatTheHeaderSaid() {
    byte[] jpeg = Pictures.resource("jpeg/420-odd.jpg");
    ImageHeader header = ImageHeader.read(jpeg);
    ImageHeader larger = new ImageHeader(header.format(), 38, header.height(), 1);
    assertThatThrownBy(() -> JpegDecoder.decode(jpeg, larger))
        .isInstanceOf(ImageRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "420-even-restart",
        "444-odd",
        "optimised",
        "progressive",
        "progressive-full",
        "cmyk"
      })
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

  private static int find(byte[] jpeg, int marker) {
    int at = 2;
    while ((jpeg[at + 1] & 0xff) != marker) {
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    return at;
  }

  private static int last(byte[] jpeg, int marker) {
    int at = jpeg.length - 2;
    while (jpeg[at] != (byte) 0xff || (jpeg[at + 1] & 0xff) != marker) {
      at--;
    }
    return at;
  }
}
