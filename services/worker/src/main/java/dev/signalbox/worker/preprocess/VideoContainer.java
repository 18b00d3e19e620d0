package dev.signalbox.worker.preprocess;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Containers of videos, told by their first bytes so that a refusal can name them. */
enum VideoContainer {
  MP4("MP4 or QuickTime"),
  WEBM("WebM or Matroska"),
  AVI("AVI"),
  MPEG("MPEG"),
  OGG("Ogg"),
  FLV("Flash");

  private static final int PACKET = 188;

  private final String title;

  VideoContainer(String title) {
    this.title = title;
  }

  /** Which one these bytes are, if any. */
  static Optional<VideoContainer> of(byte[] bytes) {
    if (has(bytes, 4, "ftyp") || has(bytes, 4, "moov") || has(bytes, 4, "mdat")) {
      return Optional.of(MP4);
    }
    if (has(bytes, 0, "\u001aE\u00df\u00a3")) {
      return Optional.of(WEBM);
    }
    if (has(bytes, 0, "RIFF") && has(bytes, 8, "AVI ")) {
      return Optional.of(AVI);
    }
    if (has(bytes, 0, "\0\0\u0001\u00ba") || (has(bytes, 0, "G") && has(bytes, PACKET, "G"))) {
      return Optional.of(MPEG);
    }
    if (has(bytes, 0, "OggS")) {
      return Optional.of(OGG);
    }
    return has(bytes, 0, "FLV") ? Optional.of(FLV) : Optional.empty();
  }

  private static boolean has(byte[] bytes, int at, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= at + wanted.length
        && java.util.Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  /** What its sender can do instead. */
  String refusal() {
    return "A video in %s is not decoded: send its frames (ffmpeg -i FILE -vf fps=1 frame-%%04d.jpg), or an animated GIF."
        .formatted(title);
  }
}
