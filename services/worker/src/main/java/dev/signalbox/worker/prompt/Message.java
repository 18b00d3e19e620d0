package dev.signalbox.worker.prompt;

import dev.signalbox.worker.preprocess.GifFrames;
import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param role system, user or assistant
 */
public record Message(String role, List<Part> parts) {
  public Message {
    parts = List.copyOf(parts);
  }

  /** A turn of one text. */
  public static Message text(String role, String text) {
    return new Message(role, List.of(new Part.Text(text)));
  }

  /** What a turn is made of, in order. */
  public sealed interface Part {
    /** Words. */
    record Text(String text) implements Part {}

    /** An encoded picture. */
    @SuppressWarnings("ArrayRecordComponent")
    record Picture(byte[] encoded) implements Part {}

    /**
     * One frame of a video; seen as one tile.
     *
     * @param index frame of an animated picture; 0 of a still one
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(byte[] encoded, int index) implements Part {}

    /**
     * All frames of a video, of which the checkpoint's share is seen.
     *
     * @param pictures one for each frame, or one animated picture
     * @param frames how many frames there are
     * @param fps frames a second
     */
    record Video(List<byte[]> pictures, int frames, double fps) implements Part {
      public Video {
        pictures = List.copyOf(pictures);
        if (frames < 1
            || !(fps > 0 && fps <= 1000)
            || (pictures.size() != 1 && pictures.size() != frames)) {
          throw new IllegalArgumentException(
              "%d pictures are not %d frames at %s a second"
                  .formatted(pictures.size(), frames, fps));
        }
      }

      /**
       * An animated GIF, whose own times count.
       *
       * @throws dev.signalbox.worker.preprocess.ImageRefusedException when it is none, with the
       *     name of what it is where that is known
       */
      public static Video animated(byte[] gif) {
        GifFrames frames = GifFrames.read(gif);
        return new Video(List.of(gif), frames.count(), frames.fps());
      }

      /** The frame at this index. */
      Frame frame(int index) {
        return pictures.size() == 1
            ? new Frame(pictures.getFirst(), index)
            : new Frame(pictures.get(index), 0);
      }
    }
  }
}
