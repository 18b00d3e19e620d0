package dev.signalbox.worker.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which frames of a video a checkpoint sees and in which words they stand, as the reference's
 * {@code smolvlm_sample_indices_fn} and processor of transformers 4.51 have it.
 *
 * @param maxFrames most frames, whatever the video's length
 * @param fps frames wanted for each second
 */
public record VideoSampling(int maxFrames, double fps) {
  /** Seconds left out at both ends of a video that is long enough. */
  private static final double SKIPPED_SECONDS = 1;

  private static final int MINUTE = 60;
  private static final int HOUR = 3600;
  private static final int DAY = 86_400;

  public VideoSampling {
    if (maxFrames < 1 || maxFrames > NumberWords.LARGEST || !(fps > 0)) {
      throw new IllegalArgumentException(
          "%d frames at %s a second are no way to sample".formatted(maxFrames, fps));
    }
  }

  /** Indices of the frames that are seen, ascending, of a video of so many frames. */
  public int[] indices(int frames, double nativeFps) {
    double duration = frames / nativeFps;
    int wanted = (int) Math.max(1, Math.min(Math.rint(fps * duration), maxFrames));
    long start = 0;
    long end = frames - 1L;
    if (duration - 2 * SKIPPED_SECONDS > maxFrames * fps) {
      start = Math.max(0, (long) (SKIPPED_SECONDS * nativeFps));
      end = Math.min(end, (long) (frames - SKIPPED_SECONDS * nativeFps));
      if (start >= end) {
        start = 0;
        end = frames - 1L;
      }
    }
    return spaced(start, end, wanted);
  }

  /** NumPy's linspace in whole numbers, without repetitions. */
  private static int[] spaced(long start, long end, int count) {
    List<Integer> indices = new ArrayList<>();
    double step = count > 1 ? (double) (end - start) / (count - 1) : 0;
    for (int i = 0; i < count; i++) {
      int index = (int) (i > 0 && i == count - 1 ? end : Math.floor(i * step + start));
      if (indices.isEmpty() || indices.getLast() != index) {
        indices.add(index);
      }
    }
    return indices.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The words before the first frame. */
  static String intro(int seen, int frames, double nativeFps) {
    return "You are provided the following series of %s frames from a %s [H:MM:SS] video.\n"
        .formatted(NumberWords.of(seen), length((long) (frames / nativeFps)));
  }

  /** The words before a frame. */
  static String stamp(int index, double nativeFps) {
    double seconds = index / nativeFps;
    return String.format(
        Locale.ROOT,
        "\nFrame from %02d:%02d:",
        (long) Math.floor(seconds / MINUTE),
        (long) (seconds % MINUTE));
  }

  /** As Python prints a timedelta. */
  private static String length(long seconds) {
    long days = seconds / DAY;
    String time =
        String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            seconds % DAY / HOUR,
            seconds % HOUR / MINUTE,
            seconds % MINUTE);
    return days == 0 ? time : days + (days == 1 ? " day, " : " days, ") + time;
  }

  /** The parts that a video becomes: words, and a frame after each time stamp. */
  public List<Message.Part> parts(Message.Part.Video video) {
    List<Message.Part> parts = new ArrayList<>();
    int[] indices = indices(video.frames(), video.fps());
    parts.add(new Message.Part.Text(intro(indices.length, video.frames(), video.fps())));
    for (int index : indices) {
      parts.add(new Message.Part.Text(stamp(index, video.fps())));
      parts.add(video.frame(index));
    }
    parts.add(new Message.Part.Text("\n\n"));
    return parts;
  }

  /** The messages with every video as its frames. */
  public List<Message> expand(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                new Message(
                    message.role(),
                    message.parts().stream()
                        .flatMap(
                            part ->
                                part instanceof Message.Part.Video video
                                    ? parts(video).stream()
                                    : java.util.stream.Stream.of(part))
                        .toList()))
        .toList();
  }
}
