package dev.signalbox.worker.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageDecoderTest {
  private static final String PATTERN_6X4 = Pictures.sha256(Pictures.pattern(6, 4));
  private static final String PNG_TURNED =
      "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kA"
          + "AAAoSURBVHicY2RgYFBlZVRlZVZlZVVlZVdl5WThdmfmZmXkZmWGI+KEAIAqAw+e15fRAAAAAElFTkSuQmCC";
  private final ImageDecoder decoder = new ImageDecoder(PixelLimits.DEFAULT);

  private RgbImage decode(String base64) {
    return decoder.decode(Base64.getDecoder().decode(base64));
  }

  @Test
  void shouldTurnAPictureUprightByItsExifOrientation() {
    RgbImage upright = decode(PNG_TURNED);
    assertThat(upright.width()).isEqualTo(4);
    assertThat(Pictures.sha256(upright))
        .isEqualTo("c9346a5f4fbb2efeba5d8911070e456d354d90d689e7bb6b44b7a7cf89a462f1");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 7badf69b9a2a3980ec803137e6d400f6fdd5ecf2828d2f168196376be0b942c2",
    "3, f7b4f759127b174d24d184be2056b69f1a1b830a5204af7577fe0480f3a77349",
    "4, ac01cfbb5cce59d97373b916b97de4379d6908bd5b69d146ed36ca532222aa3d",
    "5, 5e2561f898c78ea227dacbfac86b750717fbbfb0626406e7269b6a876682c2ff",
    "7, f89e28a64a5c15c0f95b334ae94811263da49ada1b07f016494e062bd0337b55",
    "8, f34e89a81eb2524b06b0b10ba4da3473e28608789c4a5f5454948918af707b5a"
  })
  void shouldApplyEveryOrientationAsPillowDoes(int orientation, String sha256) {
    RgbImage upright = ExifOrientation.apply(Pictures.pattern(6, 4), orientation);
    assertThat(Pictures.sha256(upright)).isEqualTo(sha256);
  }

  @Test
  void shouldDropAlphaInsteadOfBlendingIt() {
    // given a fully transparent PNG of the pattern
    RgbImage image =
        decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAYAAACtBE5DAAAAMElEQVR4nJXJsQ0AIQwEwbXM6vVyHVcL/XdETEgw0RRALGITJX"
                + "7EnzW7GYuxL+9xAKnUAw8r6bckAAAAAElFTkSuQmCC");
    assertThat(Pictures.sha256(image)).isEqualTo(PATTERN_6X4);
  }

  @Test
  void shouldDecodeLosslessWebp() {
    RgbImage image =
        decode(
            "UklGRjoAAABXRUJQVlA4TC0AAAAvBcAAAM1VIKL/sYuI/oeBMNvoVbb5Wx3C5SDECtI2YPb8K5q0MSLPOECkHQAA");
    assertThat(Pictures.sha256(image)).isEqualTo(PATTERN_6X4);
  }

  @Test
  void shouldDecodeAGif() {
    RgbImage image =
        decode(
            "R0lGODdhBgAEAIIAALzZG0baC5WOEymRB4pHEIISDSw0BBMDASwAAAAABgAEAAAIFwAPHDBQoKCBgwQSDhggoCGAABABSAwIADs=");
    assertThat(Pictures.sha256(image))
        .isEqualTo("6452a1c03355f1e9c7e380b11e6ef4c0945c7cc7a1a4148d0cd4f806e90f7776");
  }

  @Test
  void shouldKeepGreyValuesAsTheyAre() {
    RgbImage image =
        decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAAAAACIbxGfAAAAIElEQVR4nAXBwQ0AIAwAIZv4Piap+48nzCnMJu4ruVv4FtsBts2b"
                + "XXAAAAAASUVORK5CYII=");
    assertThat(Pictures.sha256(image))
        .isEqualTo("4146eea1a68ddbc8929ec0857a7aee9c2e2b6eddb8742855d681ec574adb0c3b");
  }

  @ParameterizedTest
  @CsvSource({"q85.jpg, q85.rgb", "lossy.webp, lossy.rgb"})
  void shouldEqualPillowOnLossyPictures(String picture, String pixels) {
    RgbImage image = decoder.decode(Pictures.resource(picture));
    assertThat(image.rgb()).isEqualTo(Pictures.resource(pixels));
  }

  @Test
  void shouldLeaveColoursAsTheyAreWhateverProfileAWebpHas() {
    byte[] webp = Pictures.resource("profile.webp");
    String asPillow = "9623bd806f06883d954012db60a9fe5506756b67dcb389335c9c67aa1cfc2b09";
    assertThat(Pictures.sha256(decoder.decode(webp))).isEqualTo(asPillow);
    webp[38] = 0x7f; // the profile says it has two gigabytes
    assertThat(Pictures.sha256(decoder.decode(webp))).isEqualTo(asPillow);
  }

  @Test
  void shouldRefuseALosslessWebpThatEndsBeforeTwentyMillionPixels() {
    byte[] webp =
        Base64.getDecoder()
            .decode(
                "UklGRjoAAABXRUJQVlA4TC0AAAAvBcAAAM1VIKL/sYuI/oeBMNvoVbb5Wx3C5SDECtI2YPb8K5q0MSLPOECkHQAA");
    int sizes = 4_999 | 3_999 << 14;
    for (int i = 0; i < 4; i++) {
      webp[21 + i] = (byte) (sizes >> (8 * i));
    }
    assertThatThrownBy(() -> decoder.decode(webp))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining("cut short");
  }

  @Test
  void shouldRefuseAPixelBombByItsHeaderAlone() {
    byte[] bomb = Base64.getDecoder().decode(PNG_TURNED);
    bomb[17] = 1; // 65542 pixels wide
    bomb[21] = 1;
    assertThatThrownBy(() -> decoder.inspect(bomb))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining("65542x65540");
  }

  @Test
  void shouldRefuseEveryTruncationWithAReason() {
    byte[] whole = Pictures.resource("q85.jpg");
    for (int length : new int[] {0, 1, 3, 20, 150, whole.length / 2}) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoder.decode(cut)).isInstanceOf(ImageRefusedException.class);
    }
  }
}
