package dev.signalbox.worker.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/worker.md compile and run, with the committed model and a held-out picture. */
class DocumentedLinesTest {
  @TempDir Path folder;

  @Test
  void shouldCompileAndRunTheLinesOfTheGuide() throws IOException, ReflectiveOperationException {
    // given
    String guide = Files.readString(Path.of("../../docs/worker.md"));
    int begin = guide.indexOf("```java\n") + 8;
    String lines = guide.substring(begin, guide.indexOf("```", begin));
    assertThat(lines.lines().count()).isLessThanOrEqualTo(10);
    Path model = Path.of("checkpoint/signalbox-see").toAbsolutePath();
    Path photo = Path.of("checkpoint/heldout/001.png").toAbsolutePath();
    String source =
        """
        import dev.signalbox.worker.library.*;
        import dev.signalbox.worker.prompt.Message;
        import java.nio.file.*;
        import java.util.List;
        public class Lines { public static void run() throws Exception {
        %s
        } }
        """
            .formatted(
                lines
                    .replace("SmolVLM2-500M-Video-Instruct", model.toString())
                    .replace("photo.jpg", photo.toString()));
    Path file = Files.writeString(folder.resolve("Lines.java"), source);
    // when
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                file.toString());
    // then
    assertThat(result).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, VisionLanguageModel.class.getClassLoader())) {
      loader.loadClass("Lines").getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      throw new AssertionError("the lines ran into " + e.getCause(), e.getCause());
    }
  }
}
