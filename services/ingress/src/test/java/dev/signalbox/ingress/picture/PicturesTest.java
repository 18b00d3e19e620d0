package dev.signalbox.ingress.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PicturesTest {
  private static final PictureLimits LIMITS = new PictureLimits(4_000, 1_000_000, 2_000);

  static Stream<Arguments> pictures() {
    return Stream.of(
        Arguments.of(ImageFormat.PNG, Samples.png()),
        Arguments.of(ImageFormat.JPEG, Samples.jpeg()),
        Arguments.of(ImageFormat.GIF, Samples.GIF),
        Arguments.of(ImageFormat.WEBP, Samples.WEBP_LOSSLESS),
        Arguments.of(ImageFormat.WEBP, Samples.WEBP_LOSSY),
        Arguments.of(ImageFormat.WEBP, Samples.WEBP_EXTENDED));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void shouldReadFormatAndSizeFromTheHeader(ImageFormat format, byte[] encoded) {
    ImageFacts facts = read(Pictures.read(encoded, LIMITS)).facts();

    assertThat(facts)
        .isEqualTo(new ImageFacts(format, Samples.WIDTH, Samples.HEIGHT, encoded.length));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void shouldReadADataUrl(ImageFormat format, byte[] encoded) {
    Picture picture = read(Pictures.readDataUrl(dataUrl(format.mediaType(), encoded), LIMITS));

    assertThat(picture.encoded()).isEqualTo(encoded);
    assertThat(picture.facts().format()).isEqualTo(format);
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void shouldRefuseEveryHeaderThatIsCutShort(ImageFormat format, byte[] encoded) {
    for (int length = 0; length < 10; length++) {
      assertThat(Pictures.read(Arrays.copyOf(encoded, length), LIMITS))
          .as("%s of %d bytes", format, length)
          .isInstanceOf(PictureReading.Refused.class);
    }
  }

  @Property(seed = "1")
  void shouldNeverThrowOnAHostileHeader(
      @ForAll @IntRange(max = 5) int which,
      @ForAll @IntRange(max = 2_000) int length,
      @ForAll long seed) {
    byte[] original =
        List.of(
                Samples.png(),
                Samples.jpeg(),
                Samples.GIF,
                Samples.WEBP_LOSSLESS,
                Samples.WEBP_LOSSY,
                Samples.WEBP_EXTENDED)
            .get(which);
    byte[] hostile = Arrays.copyOf(original, Math.min(length, original.length));
    Random random = new Random(seed);
    for (int i = 0; i < 8 && hostile.length > 4; i++) {
      hostile[4 + random.nextInt(hostile.length - 4)] = (byte) random.nextInt();
    }

    assertThat(Pictures.read(hostile, LIMITS)).isNotNull();
  }

  @Test
  void shouldRefuseTooManyPixelsWithoutDecoding() {
    assertThat(refusal(Pictures.read(Samples.pngHeader(1_001, 1_000), LIMITS)))
        .isEqualTo(
            new PictureReading.Refused(
                PictureRefusal.TOO_MANY_PIXELS,
                "The picture is 1001 x 1000 pixels; at most 1000000 pixels and 2000 on a side are"
                    + " taken"));
    assertThat(refusal(Pictures.read(Samples.pngHeader(2_001, 1), LIMITS)).why())
        .isEqualTo(PictureRefusal.TOO_MANY_PIXELS);
    assertThat(refusal(Pictures.read(Samples.pngHeader(Integer.MAX_VALUE, 2), LIMITS)).why())
        .isEqualTo(PictureRefusal.TOO_MANY_PIXELS);
    assertThat(refusal(Pictures.read(Samples.pngHeader(-1, 1), LIMITS)).why())
        .isEqualTo(PictureRefusal.UNREADABLE);
    assertThat(refusal(Pictures.read(Samples.pngHeader(0, 1), LIMITS)).why())
        .isEqualTo(PictureRefusal.UNREADABLE);
  }

  @Test
  void shouldCountAGifFrameThatReachesBeyondItsScreen() {
    byte[] hostile = Samples.GIF.clone();
    int frame = 13 + 6 + 9; // header, two colours, comment
    assertThat(hostile[frame]).isEqualTo((byte) 0x2C);
    hostile[frame + 6] = (byte) 0xFF; // the high byte of the frame's width

    assertThat(refusal(Pictures.read(hostile, LIMITS)).why())
        .isEqualTo(PictureRefusal.TOO_MANY_PIXELS);
  }

  @Test
  void shouldBoundBytesBeforeDecodingBase64() {
    byte[] large = Arrays.copyOf(Samples.png(), LIMITS.maxBytes() + 1);

    assertThat(refusal(Pictures.read(large, LIMITS)).why())
        .isEqualTo(PictureRefusal.TOO_MANY_BYTES);
    assertThat(refusal(Pictures.readDataUrl(dataUrl("image/png", large), LIMITS)).why())
        .isEqualTo(PictureRefusal.TOO_MANY_BYTES);
    assertThat(
            Pictures.readDataUrl(
                dataUrl("image/png", Arrays.copyOf(large, LIMITS.maxBytes())), LIMITS))
        .isInstanceOf(PictureReading.Read.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data:image/png,abcd                       | The data: address of the picture is not base64-encoded
          data:image/png;base64                     | The data: address of the picture is not data:<media type>;base64,<data>
          data:image/svg+xml;base64,AAAA            | The data: address of the picture has a media type other than image/png, image/jpeg, image/webp, image/gif
          data:image/png;charset=utf-8;base64,AAAA  | The data: address of the picture has a media type other than image/png, image/jpeg, image/webp, image/gif
          data:image/png;base64,AAA                 | The data: address of the picture is cut, or lacks its base64 padding
          data:image/png;base64,AA-_                | The data: address of the picture holds something that is no base64
          data:image/png;base64,AAéA                | The data: address of the picture holds something that is no base64
          """)
  void shouldRefuseADataUrlThatIsNotStrict(String url, String message) {
    assertThat(Pictures.readDataUrl(url, LIMITS))
        .isEqualTo(new PictureReading.Refused(PictureRefusal.BAD_DATA_URL, message));
  }

  @Test
  void shouldRefuseAMediaTypeThatIsNotThePictures() {
    assertThat(Pictures.readDataUrl(dataUrl("image/jpeg", Samples.png()), LIMITS))
        .isEqualTo(
            new PictureReading.Refused(
                PictureRefusal.BAD_DATA_URL,
                "The data: address of the picture says image/jpeg and holds image/png"));
    assertThat(Pictures.readDataUrl(dataUrl("image/jpg", Samples.jpeg()), LIMITS))
        .isInstanceOf(PictureReading.Read.class);
  }

  private static Picture read(PictureReading reading) {
    return switch (reading) {
      case PictureReading.Read(Picture picture) -> picture;
      case PictureReading.Refused refused -> throw new AssertionError(refused.message());
    };
  }

  private static PictureReading.Refused refusal(PictureReading reading) {
    return (PictureReading.Refused) reading;
  }

  private static String dataUrl(String type, byte[] encoded) {
    return "DATA:" + type + ";base64," + Base64.getEncoder().encodeToString(encoded);
  }
}
