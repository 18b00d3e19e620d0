package dev.signalbox.verdict.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the layout needs of every page.
 *
 * @param section which station of the navigation is the present one
 * @param preview what a shared link shows; null for pages that nobody shares
 */
public record Page(String title, Section section, @Nullable Preview preview) {
  public Page(String title, Section section) {
    this(title, section, null);
  }

  /**
   * A link's preview.
   *
   * @param url absolute, of the page
   * @param image absolute, of a picture of 1200 by 630 pixels
   */
  public record Preview(String description, String url, String image) {}

  public List<Section.Line> lines() {
    return Section.lines();
  }
}
