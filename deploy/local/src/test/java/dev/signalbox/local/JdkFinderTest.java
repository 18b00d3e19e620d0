package dev.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkFinderTest {
  @TempDir private Path folder;

  @Test
  void shouldTakeJavaHomeWhenItIsNewEnough() throws Exception {
    Path home = jdk("jdk-23", "23.0.1");

    assertThat(find(home).strip()).isEqualTo(home.toString());
  }

  @Test
  void shouldPassOverAJdkThatIsTooOld() throws Exception {
    Path home = jdk("jdk-17", "17.0.9");

    assertThat(find(home)).doesNotContain(home.toString());
  }

  @Test
  void shouldFindTheNewestOneOfSdkman() throws Exception {
    jdk(".sdkman/candidates/java/21-tem", "21.0.4");
    Path newest = jdk(".sdkman/candidates/java/99-tem", "99.0.1");

    assertThat(find(folder.resolve("nothing")).strip()).isEqualTo(newest.toString());
  }

  private String find(Path javaHome) throws IOException, InterruptedException {
    Path script = Path.of(System.getProperty("signalbox.root"), "deploy/local/bin/jdk");
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Path javac = home.resolve("bin/javac");
    Files.createDirectories(javac.getParent());
    Files.createFile(javac);
    Files.setPosixFilePermissions(javac, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
