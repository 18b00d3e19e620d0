package dev.signalbox.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at a page as a person would: with the Chromium of this machine. */
final class Screen {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 900;
  private static final double PATIENCE_MILLIS = 180_000;

  private Screen() {}

  static Optional<Path> chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The visible text of the page; a picture of it goes to {@code picture}. */
  static String look(Path chromium, String address, Path picture) {
    Playwright.CreateOptions options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    try (Playwright playwright = Playwright.create(options);
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setTimeout(PATIENCE_MILLIS)
                        // A container's /dev/shm may hold 64 MB, and a page more.
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")))) {
      Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(WIDTH, HEIGHT));
      page.setDefaultTimeout(PATIENCE_MILLIS);
      page.setDefaultNavigationTimeout(PATIENCE_MILLIS);
      page.navigate(address);
      page.waitForLoadState(LoadState.DOMCONTENTLOADED);
      page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
      return page.locator("body").innerText();
    }
  }
}
