package dev.signalbox.ingress.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataUrlTest {
  private static final PictureLimits LIMITS = new PictureLimits(20_000_000, 1_000_000, 2_000);
  private static final int MUTATIONS = 400;

  @ParameterizedTest
  @MethodSource("dev.signalbox.ingress.picture.PicturesTest#pictures")
  void shouldSayWhatReadingTheWholeSays(ImageFormat format, byte[] encoded) {
    String url = "data:" + format.mediaType() + ";base64," + base64(encoded);
    Random random = new Random(7);
    assertSame(url);
    assertSame(url + "A");
    assertSame(url.replace(format.mediaType(), "image/tiff"));
    assertSame(url.replace(";base64", ""));
    assertSame("data:" + "x".repeat(300) + ";base64," + base64(encoded));
    for (int i = 0; i < MUTATIONS; i++) {
      char[] mutated = url.toCharArray();
      int at = random.nextInt(mutated.length);
      mutated[at] = "A=+/?,;:z".charAt(random.nextInt(9));
      assertSame(new String(mutated));
    }
  }

  private static void assertSame(String url) {
    byte[] text = ("\"" + url + "\"").getBytes(StandardCharsets.ISO_8859_1);
    DataUrl.Looked looked = DataUrl.facts(text, 1, text.length - 1, LIMITS);
    switch (Pictures.readDataUrl(url, LIMITS)) {
      case PictureReading.Read(Picture picture) ->
          assertThat(looked).as(url).isEqualTo(new DataUrl.Looked.At(picture.facts()));
      case PictureReading.Refused refused ->
          assertThat(looked).as(url).isInstanceOf(DataUrl.Looked.Refused.class);
    }
  }

  @Test
  void shouldMakeNothingAsLargeAsThePicture() {
    byte[] large = Arrays.copyOf(Samples.png(), 12_000_000);
    byte[] text = ("data:image/png;base64," + base64(large)).getBytes(StandardCharsets.ISO_8859_1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    DataUrl.facts(text, 0, text.length, LIMITS);
    long before = threads.getCurrentThreadAllocatedBytes();
    DataUrl.Looked looked = DataUrl.facts(text, 0, text.length, LIMITS);
    long made = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(looked)
        .isEqualTo(
            new DataUrl.Looked.At(
                new ImageFacts(ImageFormat.PNG, Samples.WIDTH, Samples.HEIGHT, large.length)));
    assertThat(made).isLessThan(2_000_000);
  }

  @Test
  void shouldBoundTheBytesBeforeLookingAtThem() {
    byte[] text =
        ("data:image/png;base64," + base64(new byte[25_000_000]))
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(DataUrl.facts(text, 0, text.length, LIMITS))
        .isEqualTo(new DataUrl.Looked.Refused(Pictures.tooManyBytes(LIMITS)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
