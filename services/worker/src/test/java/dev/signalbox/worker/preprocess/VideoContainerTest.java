package dev.signalbox.worker.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoContainerTest {
  @ParameterizedTest
  @CsvSource({
    "0000001866747970,MP4",
    "000000086d6f6f76,MP4",
    "1a45dfa301000000,WEBM",
    "52494646000000004156492000,AVI",
    "000001ba44000000,MPEG",
    "4f67675300020000,OGG",
    "464c560105000000,FLV"
  })
  void shouldNameAVideoThatIsNotDecodedAndSayWhatToDo(String hex, VideoContainer container) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(VideoContainer.of(bytes)).contains(container);
    assertThatThrownBy(() -> GifFrames.read(bytes))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessage(container.refusal())
        .hasMessageContaining("ffmpeg");
  }

  @Test
  void shouldKnowATransportStreamByItsSecondPacket() {
    byte[] stream = new byte[400];
    stream[0] = 'G';
    assertThat(VideoContainer.of(stream)).isEmpty();
    stream[188] = 'G';
    assertThat(VideoContainer.of(stream)).contains(VideoContainer.MPEG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "474946383961", "89504e470d0a1a0a", "524946460000000057454250"})
  void shouldTakePicturesForNone(String hex) {
    assertThat(VideoContainer.of(HexFormat.of().parseHex(hex))).isEmpty();
  }
}
