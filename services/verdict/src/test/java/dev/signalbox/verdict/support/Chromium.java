package dev.signalbox.verdict.support;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The distribution's Chromium, driven by Playwright. Installed by apt-get where it is absent and
 * may be.
 */
public final class Chromium implements AutoCloseable {
  private static final List<String> PLACES =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setHeadless(true)
                    .setTimeout(120_000)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** Skips the test, saying why, when there is none and none can be installed. */
  public static Chromium launch() {
    Optional<Path> executable = find();
    if (executable.isEmpty()) {
      install();
      executable = find();
    }
    Assumptions.assumeTrue(
        executable.isPresent(),
        "no Chromium here and no right to install one: apt-get install chromium, then run again");
    return new Chromium(executable.orElseThrow());
  }

  public Browser browser() {
    return browser;
  }

  private static Optional<Path> find() {
    return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  private static void install() {
    boolean possible =
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    if (!possible) {
      return;
    }
    try {
      Process apt =
          new ProcessBuilder(
                  "bash",
                  "-c",
                  "apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq"
                      + " --no-install-recommends chromium fonts-dejavu-core")
              .inheritIO()
              .start();
      if (!apt.waitFor(5, TimeUnit.MINUTES)) {
        apt.destroyForcibly();
      }
    } catch (IOException e) {
      System.err.println("Chromium could not be installed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
