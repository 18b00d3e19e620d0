package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A committed file that is made from something else. {@code make chart-update} writes it, every
 * other run compares.
 */
final class Kept {
  private Kept() {}

  static void assertKept(Path file, String expected) {
    try {
      if (Boolean.getBoolean("signalbox.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, expected);
      }
      String found = Files.exists(file) ? Files.readString(file) : "";
      assertThat(found)
          .as("%s differs from its source: make chart-update", ChartFolder.ROOT.relativize(file))
          .isEqualTo(expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's text with what stands between two marks replaced. */
  static String between(Path file, String name, String replacement) {
    try {
      String text = Files.readString(file);
      String begin = "<!-- " + name + ":begin -->\n";
      String end = "<!-- " + name + ":end -->";
      int from = text.indexOf(begin);
      int to = text.indexOf(end);
      assertThat(from).as("mark %s in %s", begin, file).isNotNegative();
      assertThat(to).isGreaterThan(from);
      return text.substring(0, from + begin.length()) + replacement + text.substring(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
