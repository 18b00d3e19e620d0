package dev.signalbox.deploy.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The chart under test, rendered by the real Helm. */
final class ChartFolder {
  static final Path ROOT =
      Path.of(System.getProperty("signalbox.root", "../..")).toAbsolutePath().normalize();
  static final Path CHART = ROOT.resolve("helm/signalbox");
  static final Path MINIMAL = CHART.resolve("ci/minimal-values.yaml");
  static final String RELEASE = "demo";
  static final String NAMESPACE = "signalbox";

  private static final Path WITHOUT_HOOKS = copyWithoutHooks();

  private ChartFolder() {}

  /** The values files of {@code ci/}, sorted by name. */
  static List<Path> ciValues() {
    try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
      return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code helm template} makes of the files; throws with Helm's message when it refuses. */
  static Rendered render(Path... valuesFiles) {
    return Rendered.of(template(valuesFiles));
  }

  /** The minimal values with {@code overrides} (YAML) over them. */
  static Rendered renderWith(String overrides) {
    Path file = temporary("values", overrides);
    return render(MINIMAL, file);
  }

  static String template(Path... valuesFiles) {
    TemplateCommand command =
        new Helm(WITHOUT_HOOKS)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion("1.33.0");
    for (Path file : valuesFiles) {
      command = command.withValuesFile(file);
    }
    return command.call();
  }

  static Path temporary(String prefix, String content) {
    try {
      Path file = Files.createTempFile(prefix, ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * helm-java leaves hooks out of what it renders; under another annotation they are plain objects.
   */
  private static Path copyWithoutHooks() {
    try {
      Path folder = Files.createTempDirectory("chart");
      folder.toFile().deleteOnExit();
      Path copy = folder.resolve("signalbox");
      copyTree(CHART, copy);
      try (Stream<Path> tests = Files.list(copy.resolve("templates/tests"))) {
        for (Path test : tests.toList()) {
          Files.writeString(test, Files.readString(test).replace("\"helm.sh/hook\"", "\"hook\""));
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        target.toFile().deleteOnExit();
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
